/* A set of result files: each is written whole, or the old one stays.
 *
 * Every file is first written under a temporary name in its own folder and
 * brought to the disk; only when all of them are there are they renamed. After
 * any error nothing of the new set is left behind: no file, no folder made for it,
 * and the old files are back. (Where the filesystem has no hard links, the
 * files that were renamed before the error stay the new ones.)
 */
#ifndef TOOLS_RESULT_SET_H
#define TOOLS_RESULT_SET_H

#include <stddef.h>
#include <sys/types.h>

/* The calls a set makes, each as in POSIX (errno on failure). A test puts its
 * own in their place to make the n-th of them fail. */
struct file_calls {
    void *context;
    int (*open)(void *context,
                const char *path); /* creates for writing; never follows an old one */
    ssize_t (*write)(void *context, int fd, const void *bytes, size_t size);
    int (*sync)(void *context, int fd);
    int (*close)(void *context, int fd);
    int (*rename)(void *context, const char *from, const char *to);
};

extern const struct file_calls posix_file_calls;

struct result_set;

/* Begins a set. `calls` may be NULL (the system's). Returns 0, or -1 when
 * memory is short. */
int result_set_create(struct result_set **out, const struct file_calls *calls);

/* Writes `path` under a temporary name; folders that are missing are made. A
 * device or a pipe is written directly, when the set is committed. Returns 0, or
 * -1 with result_set_error. */
int result_set_add(struct result_set *set, const char *path, const void *bytes, size_t size);

/* Gives all files their names. Returns 0, or -1 with result_set_error. */
int result_set_commit(struct result_set *set);

/* What failed and why, for a message; "" after success. Owned by the set. */
const char *result_set_error(const struct result_set *set);

/* Removes what was not committed. NULL is allowed. */
void result_set_free(struct result_set *set);

#endif
