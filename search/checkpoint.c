#include "search/checkpoint.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".checkpoint"
#define DIGITS 8

int checkpoint_path(char out[CHECKPOINT_PATH_MAX], const char *folder, uint64_t number)
{
    int length = snprintf(out, CHECKPOINT_PATH_MAX, "%s/%0*llu" SUFFIX, folder, DIGITS,
                          (unsigned long long)number);
    return length < CHECKPOINT_PATH_MAX ? 0 : -1;
}

/* Number of a file's name. Returns 0 if it is not a checkpoint's. */
static int number_of(const char *name, uint64_t *number)
{
    size_t digits = strspn(name, "0123456789");
    if (digits < DIGITS || digits > 19 || strcmp(name + digits, SUFFIX) != 0)
        return 0;
    *number = strtoull(name, NULL, 10);
    return 1;
}

/* ".00000042.checkpoint.PID.tmp": file_bytes_replace was at work. */
static int is_leftover(const char *name)
{
    uint64_t number;
    char own[64];
    const char *end = name[0] == '.' ? strstr(name, SUFFIX ".") : NULL;
    size_t length = end ? (size_t)(end - name) - 1 + strlen(SUFFIX) : sizeof own;
    if (length >= sizeof own)
        return 0;
    snprintf(own, sizeof own, "%.*s", (int)length, name + 1);
    const char *tail = strrchr(name, '.');
    return number_of(own, &number) && strcmp(tail, ".tmp") == 0;
}

struct listing {
    uint64_t *number;
    size_t count;
};

static int by_number(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Numbers in the folder, rising. A folder that cannot be read has none. */
static struct listing list(const char *folder)
{
    struct listing out = {0};
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        uint64_t number;
        if (!number_of(entry->d_name, &number))
            continue;
        uint64_t *grown = realloc(out.number, (out.count + 1) * sizeof *grown);
        if (!grown)
            break;
        out.number = grown;
        out.number[out.count++] = number;
    }
    if (dir)
        closedir(dir);
    if (out.count)
        qsort(out.number, out.count, sizeof *out.number, by_number);
    return out;
}

static void remove_leftovers(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir)) != NULL) {
        char path[CHECKPOINT_PATH_MAX];
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (is_leftover(entry->d_name) && length < (int)sizeof path)
            unlink(path);
    }
    if (dir)
        closedir(dir);
}

/* Numbers above `newest` are of a run that went on before this one was resumed earlier: they are
 * not its future. */
static void remove_old(const char *folder, uint64_t newest, size_t keep)
{
    struct listing all = list(folder);
    size_t kept = 0;
    for (size_t i = all.count; i-- > 0;) {
        char path[CHECKPOINT_PATH_MAX];
        int is_kept = all.number[i] <= newest && kept < keep;
        kept += (size_t)is_kept;
        if (!is_kept && checkpoint_path(path, folder, all.number[i]) == 0)
            unlink(path);
    }
    free(all.number);
}

int checkpoint_write(const char *folder, uint64_t number, const struct archive_item *item,
                     size_t count, size_t keep, struct diag_list *diag)
{
    char path[CHECKPOINT_PATH_MAX];
    assert(keep > 0);
    if (checkpoint_path(path, folder, number) != 0) {
        diag_error(diag, &(struct diag_place){.file = folder}, NULL, "the path is too long");
        return -1;
    }
    if (archive_write(path, item, count, diag) != 0)
        return -1;
    remove_old(folder, number, keep);
    remove_leftovers(folder);
    return 0;
}

static int is_whole(const char *path, struct diag_list *skipped)
{
    struct archive archive;
    if (archive_open(&archive, path, skipped) != 0)
        return 0;
    archive_close(&archive);
    return 1;
}

int checkpoint_latest(char path[CHECKPOINT_PATH_MAX], uint64_t *number, const char *folder,
                      struct diag_list *skipped)
{
    struct listing all = list(folder);
    int found = 0;
    for (size_t i = all.count; i-- > 0 && !found;) {
        found = checkpoint_path(path, folder, all.number[i]) == 0 && is_whole(path, skipped);
        if (found && number)
            *number = all.number[i];
    }
    free(all.number);
    return found;
}
