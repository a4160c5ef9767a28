/* No constant changes without a word on where the new value is from.
 *
 * constants.txt holds every constant of arch/tech with its source, a line each:
 * FILE | KEY | VALUE | SOURCE. A constant whose value differs from its line, while
 * the source is the same, was changed without saying why; everything else that
 * differs must be recorded there, where a reader of the change sees it.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/expect.h"
#include "workloads/description.h"
#include "workloads/sha256.h"

#define FOLDER ENOS_SOURCE_DIR "/arch/tech/"
#define LINE_MAX_BYTES 1024
#define LINES_MAX 1024

struct lines {
    size_t count;
    char line[LINES_MAX][LINE_MAX_BYTES];
};

static struct lines *new_lines(void)
{
    struct lines *lines = calloc(1, sizeof *lines);
    cr_assert_not_null(lines);
    return lines;
}

static char *next_line(struct lines *lines)
{
    cr_assert_lt(lines->count, LINES_MAX);
    return lines->line[lines->count++];
}

/* Every scalar at or below a node that is a value, with its provenance. */
static void collect(struct lines *lines, const char *file, const char *path,
                    const struct desc_node *node)
{
    const char *source = "";
    char below[256];
    if (node->kind == DESC_SCALAR) {
        desc_origin(node, &source);
        snprintf(next_line(lines), LINE_MAX_BYTES, "%s | %s | %s | %s", file, path, node->text,
                 source);
        return;
    }
    for (const struct desc_node *child = node->first; child; child = child->next) {
        if (child->key && desc_is_origin_key(child->key))
            continue;
        int wrapper = child->key && strcmp(child->key, "value") == 0;
        snprintf(below, sizeof below, "%s%s%s", path, path[0] && !wrapper ? "." : "",
                 wrapper || !child->key ? "" : child->key);
        collect(lines, file, below, child);
    }
}

static void collect_yaml(struct lines *lines, const char *name, const char *path)
{
    struct diag_list *diag;
    struct desc *desc;
    cr_assert_eq(diag_create(&diag), 0);
    if (desc_read_file(&desc, path, diag) != 0)
        expect_error(diag, 0, "(no error)");
    collect(lines, name, "", desc_root(desc));
    desc_free(desc);
    diag_free(diag);
}

/* A table of numbers: its rows as one value, its comments as the source. */
static void collect_csv(struct lines *lines, const char *name, const char *path)
{
    char text[512], digest[2][65];
    struct {
        size_t length;
        char bytes[1 << 16];
    } *part = calloc(2, sizeof *part);
    FILE *file = fopen(path, "rb");
    cr_assert(part && file, "%s", path);
    while (fgets(text, sizeof text, file)) {
        size_t length = strlen(text), which = text[0] == '#';
        cr_assert_lt(part[which].length + length, sizeof part[which].bytes);
        memcpy(part[which].bytes + part[which].length, text, length + 1);
        part[which].length += length;
    }
    for (int i = 0; i < 2; i++)
        sha256_hex(part[i].bytes, part[i].length, digest[i]);
    snprintf(next_line(lines), LINE_MAX_BYTES, "%s | rows | %s | %s", name, digest[0], digest[1]);
    fclose(file);
    free(part);
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* All constants of the folder, in order. */
static struct lines *collect_folder(void)
{
    struct lines *lines = new_lines();
    DIR *folder = opendir(FOLDER);
    cr_assert_not_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[1024];
        snprintf(path, sizeof path, "%s%s", FOLDER, entry->d_name);
        if (strstr(entry->d_name, ".yaml"))
            collect_yaml(lines, entry->d_name, path);
        else if (strstr(entry->d_name, ".csv"))
            collect_csv(lines, entry->d_name, path);
    }
    closedir(folder);
    qsort(lines->line, lines->count, LINE_MAX_BYTES, compare);
    return lines;
}

static struct lines *read_record(void)
{
    struct lines *lines = new_lines();
    char text[LINE_MAX_BYTES];
    FILE *file = fopen(ENOS_SOURCE_DIR "/tests/arch/constants.txt", "r");
    cr_assert_not_null(file);
    while (fgets(text, sizeof text, file)) {
        text[strcspn(text, "\n")] = '\0';
        if (text[0] != '#')
            strcpy(next_line(lines), text);
    }
    fclose(file);
    return lines;
}

/* Where field i ends: at the " | " behind it, or at the end of the line. */
static const char *field_end(const char *line, int i)
{
    const char *end = strstr(line, " | ");
    for (; end && i > 0; i--)
        end = strstr(end + 3, " | ");
    return end ? end : line + strlen(line);
}

enum verdict { SAME, NO_REASON, TO_RECORD, OTHER_CONSTANT };

static enum verdict judge(const char *recorded, const char *found)
{
    size_t key = (size_t)(field_end(recorded, 1) - recorded);
    if (strcmp(recorded, found) == 0)
        return SAME;
    if (strncmp(recorded, found, key) != 0 || (size_t)(field_end(found, 1) - found) != key)
        return OTHER_CONSTANT;
    return strcmp(field_end(recorded, 2), field_end(found, 2)) == 0 ? NO_REASON : TO_RECORD;
}

static void check_line(const struct lines *record, const char *found)
{
    for (size_t i = 0; i < record->count; i++)
        switch (judge(record->line[i], found)) {
        case SAME:
            return;
        case NO_REASON:
            cr_assert_fail("changed without a new source:\n  %s\n  %s", record->line[i], found);
            return;
        case TO_RECORD:
            cr_assert_fail("changed: record it in constants.txt\n  %s", found);
            return;
        case OTHER_CONSTANT:
            break;
        }
    cr_assert_fail("new: record it in constants.txt\n  %s", found);
}

Test(constants, are_as_recorded)
{
    struct lines *found = collect_folder(), *record = read_record();
    for (size_t i = 0; i < found->count; i++)
        check_line(record, found->line[i]);
    cr_assert_eq(found->count, record->count,
                 "constants.txt has %zu lines, there are %zu constants", record->count,
                 found->count);
    cr_assert_gt(found->count, 150);
    free(found);
    free(record);
}

/* name: is no constant, everything else has a source. */
Test(constants, all_have_a_source)
{
    struct lines *found = collect_folder();
    for (size_t i = 0; i < found->count; i++)
        cr_assert(strstr(found->line[i], " | name | ") || *(field_end(found->line[i], 2) + 3),
                  "no source: %s", found->line[i]);
    free(found);
}

Test(constants, a_change_without_a_reason_is_seen)
{
    static const char record[] = "15nm.yaml | wire.energy | 0.3 pJ/(b mm) | a paper";
    cr_assert_eq(judge(record, record), SAME);
    cr_assert_eq(judge(record, "15nm.yaml | wire.energy | 0.2 pJ/(b mm) | a paper"), NO_REASON);
    cr_assert_eq(judge(record, "15nm.yaml | wire.energy | 0.2 pJ/(b mm) | a book"), TO_RECORD);
    cr_assert_eq(judge(record, "15nm.yaml | wire.energy | 0.3 pJ/(b mm) | a book"), TO_RECORD);
    cr_assert_eq(judge(record, "15nm.yaml | wire.energy2 | 0.2 pJ/(b mm) | a paper"),
                 OTHER_CONSTANT);
    cr_assert_eq(judge(record, "22nm.yaml | wire.energy | 0.2 pJ/(b mm) | a paper"),
                 OTHER_CONSTANT);
}
