/* Network and weights as files that belong together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/export.h"

static size_t count_notes(const char *const *notes)
{
    size_t count = 0;
    while (notes && notes[2 * count])
        count++;
    return count;
}

static void free_lines(char **line)
{
    for (size_t i = 0; line && line[i]; i++)
        free(line[i]);
    free(line);
}

/* "key: value" of each note, up to a NULL; NULL when memory is short. */
static char **comment_lines(const char *const *notes)
{
    size_t count = count_notes(notes);
    char **line = calloc(count + 1, sizeof *line);
    for (size_t i = 0; line && i < count; i++) {
        size_t room = strlen(notes[2 * i]) + strlen(notes[2 * i + 1]) + 3;
        line[i] = malloc(room);
        if (!line[i]) {
            free_lines(line);
            return NULL;
        }
        snprintf(line[i], room, "%s: %s", notes[2 * i], notes[2 * i + 1]);
    }
    return line;
}

/* The weights name the network's file, and know it by its checksum. */
static int write_weights(const struct weights *weights, const struct choice *choice,
                         const char *network_path, const char *weights_path,
                         const char *const *notes, struct diag_list *diag)
{
    struct network *network;
    if (network_read(&network, network_path, NULL, 0, diag) != 0)
        return -1;
    int status = weights_write(weights, weights_path, network, choice, notes, diag);
    network_free(network);
    return status;
}

int export_write(const struct weights *weights, const struct model *model, const size_t *choice,
                 const char *network_path, const char *weights_path, const char *const *notes,
                 struct diag_list *diag)
{
    struct choice *choices = export_choices(model, choice);
    char **lines = comment_lines(notes);
    int status = -1;
    if (choices && lines)
        status =
            network_write(model->network, network_path, choices, (const char *const *)lines, diag);
    else
        diag_error(diag, &(struct diag_place){.file = network_path}, NULL,
                   "not enough memory to write the network");
    if (status == 0)
        status = write_weights(weights, choices, network_path, weights_path, notes, diag);
    free_lines(lines);
    free(choices);
    return status;
}
