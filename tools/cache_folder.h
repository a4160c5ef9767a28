/* Where results of searches are kept: --cache, or ENOS_CACHE, or the user's cache folder. */
#ifndef TOOLS_CACHE_FOLDER_H
#define TOOLS_CACHE_FOLDER_H

#include <stddef.h>
#include <stdio.h>

#include "options.h"

struct cache_options {
    const char *folder; /* --cache, or NULL */
    int off;            /* --no-cache */
};

/* The lines of a table of options; `at` is the offset of a struct cache_options. */
#define CACHE_OPTIONS(at)                                                                          \
    {0,                                                                                            \
     "cache",                                                                                      \
     OPTION_TEXT,                                                                                  \
     (at) + offsetof(struct cache_options, folder),                                                \
     "DIR|no",                                                                                     \
     "keep the results of searches in DIR, and take those kept there (default: ENOS_CACHE, or "    \
     "~/.cache/enos/map)",                                                                         \
     0,                                                                                            \
     0},                                                                                           \
    {                                                                                              \
        0, "no-cache", OPTION_FLAG, (at) + offsetof(struct cache_options, off), NULL,              \
            "search everything, keep nothing: --cache no", 0, 0                                    \
    }

/* The line of a page's environment. */
#define CACHE_ENVIRONMENT                                                                          \
    {                                                                                              \
        "ENOS_CACHE", "Folder in which the results of searches are kept, or no. The option goes "  \
                      "before it; without both it is enos/map in XDG_CACHE_HOME, or ~/.cache."     \
    }

/* Mistakes are written to `errors`, for `tool`. Returns their number. */
int cache_folder_check(const struct cache_options *options, const char *tool, FILE *errors);

/* The folder; *out is malloc'd, or NULL: nothing is kept. Returns 0, or -1 when memory is short. */
int cache_folder_find(char **out, const struct cache_options *options);

/* Warns once, if `unkept` is an errno, that results could not be kept. */
void cache_folder_warn(const char *folder, int unkept, const char *tool, FILE *errors);

#endif
