/* No locks: a file is written under a name of its own and renamed, which is one step. It is not
 * brought to the disk, as after a crash of the machine its sum says that it is damaged. */
#include "cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Most temporary names tried, of threads of one process that write one key at once. */
#define NAMES 64

struct path {
    char text[4096];
};

/* Returns 0, or -1 with errno. */
static int set_path(struct path *out, const char *folder, const char *key)
{
    int length = snprintf(out->text, sizeof out->text, "%s/%s", folder, key);
    if (length >= 0 && (size_t)length < sizeof out->text)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

static int set_temporary(struct path *out, const char *folder, const char *key, int number)
{
    char name[160];
    snprintf(name, sizeof name, "%.64s.%ld.%d.tmp", key, (long)getpid(), number);
    return set_path(out, folder, name);
}

static long read_all(int file, char *text, size_t most)
{
    size_t size = 0;
    while (size < most) {
        ssize_t got = read(file, text + size, most - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        size += (size_t)got;
    }
    return (long)size;
}

/* Closes after a step that may have failed; errno is that of the first failure. */
static int close_after(int status, int file)
{
    int reason = errno;
    if (close(file) && !status)
        return -1;
    errno = reason;
    return status;
}

long cache_file_read(const char *folder, const char *key, char *text, size_t most)
{
    struct path path;
    if (set_path(&path, folder, key))
        return -1;
    int file =
        open(path.text, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe has nothing to wait for */
    if (file < 0)
        return -1;
    long size = read_all(file, text, most);
    return close_after(size < 0 ? -1 : 0, file) ? -1 : size;
}

/* Makes a folder and those above it. Returns 0, or -1 with errno. */
static int make_folder(const char *folder)
{
    struct path path;
    if (set_path(&path, folder, ""))
        return -1;
    for (char *slash = strchr(path.text + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path.text, 0777) && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    return 0;
}

/* Opens a new file, whose name goes to `path`. Returns it, or -1 with errno. */
static int open_temporary(struct path *path, const char *folder, const char *key)
{
    int file = -1;
    errno = EEXIST;
    for (int i = 0; i < NAMES && file < 0 && errno == EEXIST; i++) {
        if (set_temporary(path, folder, key, i))
            return -1;
        file = open(path->text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    return file;
}

static int write_all(int file, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t put = write(file, text, size);
        if (put < 0 && errno != EINTR)
            return -1;
        if (put > 0) {
            text += put;
            size -= (size_t)put;
        }
    }
    return 0;
}

int cache_file_write(const char *folder, const char *key, const char *text, size_t size)
{
    struct path path, temporary;
    if (set_path(&path, folder, key))
        return -1;
    int file = open_temporary(&temporary, folder, key);
    if (file < 0 && errno == ENOENT && make_folder(folder) == 0)
        file = open_temporary(&temporary, folder, key);
    if (file < 0)
        return -1;
    int status = close_after(write_all(file, text, size), file);
    if (!status)
        status = rename(temporary.text, path.text);
    if (status) {
        int reason = errno;
        unlink(temporary.text);
        errno = reason;
    }
    return status;
}
