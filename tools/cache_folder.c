#include "cache_folder.h"

#include <stdlib.h>
#include <string.h>

static int join(char **out, const char *folder, const char *below)
{
    size_t size = strlen(folder) + strlen(below) + 1;
    *out = malloc(size);
    if (!*out)
        return -1;
    snprintf(*out, size, "%s%s", folder, below);
    return 0;
}

static int is_set(const char *text)
{
    return text && text[0];
}

int cache_folder_check(const struct cache_options *options, const char *tool, FILE *errors)
{
    if (options->folder && !options->folder[0]) {
        fprintf(errors, "%s: --cache needs the name of a folder, not ''\n", tool);
    } else if (options->folder && options->off) {
        fprintf(errors, "%s: --cache and --no-cache do not go together\n", tool);
    } else {
        return 0;
    }
    fputs("   hint: --cache DIR keeps results in DIR, --no-cache nowhere\n", errors);
    return 1;
}

int cache_folder_find(char **out, const struct cache_options *options)
{
    const char *named = options->folder ? options->folder : getenv("ENOS_CACHE");
    const char *caches = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    *out = NULL;
    if (options->off)
        return 0;
    if (is_set(named))
        return strcmp(named, "no") ? join(out, named, "") : 0;
    /* a relative one is to be ignored: XDG Base Directory Specification 0.8 */
    if (is_set(caches) && caches[0] == '/')
        return join(out, caches, "/enos/map");
    return is_set(home) ? join(out, home, "/.cache/enos/map") : 0;
}

void cache_folder_warn(const char *folder, int unkept, const char *tool, FILE *errors)
{
    if (unkept)
        fprintf(errors,
                "%s: warning: cannot keep results in %s: %s\n"
                "   hint: --cache DIR keeps them elsewhere, --no-cache nowhere\n",
                tool, folder, strerror(unkept));
}
