#include "result_text.h"

#include <stdlib.h>

/* The text, malloc'd, or NULL when memory is short. */
static char *render(result_text_write *write, const void *context, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        return NULL;
    write(out, context);
    if (!fclose(out) && *size)
        return text;
    free(text);
    return NULL;
}

int result_text_add(struct result_set *set, const char *path, result_text_write *write,
                    const void *context, const char *tool, FILE *messages)
{
    size_t size = 0;
    char *text = render(write, context, &size);
    int status = text ? result_set_add(set, path, text, size) : -1;
    if (!text)
        fprintf(messages, "%s: %s: out of memory\n", tool, path);
    else if (status)
        fprintf(messages, "%s: cannot write %s\n", tool, result_set_error(set));
    free(text);
    return status;
}
