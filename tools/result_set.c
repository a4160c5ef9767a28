#include "result_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ERROR_MAX 1024

/* A file on its way: under `temporary` until it is committed, or, for a device
 * or a pipe, still in memory. */
struct staged_file {
    char *path;
    char *temporary; /* NULL: `bytes` go directly to `path` */
    char *old;       /* second name of the file it replaces, until all are renamed, or NULL */
    int is_first;    /* there is no file that it replaces */
    void *bytes;
    size_t size;
};

struct result_set {
    struct file_calls calls;
    struct staged_file *file;
    size_t file_count;
    char **folder; /* those made for this set, outermost first */
    size_t folder_count;
    char error[ERROR_MAX];
};

static int posix_open(void *context, const char *path)
{
    (void)context;
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

static ssize_t posix_write(void *context, int fd, const void *bytes, size_t size)
{
    (void)context;
    return write(fd, bytes, size);
}

static int posix_sync(void *context, int fd)
{
    (void)context;
    return fsync(fd);
}

static int posix_close(void *context, int fd)
{
    (void)context;
    return close(fd);
}

static int posix_rename(void *context, const char *from, const char *to)
{
    (void)context;
    return rename(from, to);
}

const struct file_calls posix_file_calls = {
    .open = posix_open,
    .write = posix_write,
    .sync = posix_sync,
    .close = posix_close,
    .rename = posix_rename,
};

int result_set_create(struct result_set **out, const struct file_calls *calls)
{
    struct result_set *set = calloc(1, sizeof *set);
    if (!set)
        return -1;
    set->calls = calls ? *calls : posix_file_calls;
    *out = set;
    return 0;
}

const char *result_set_error(const struct result_set *set)
{
    return set->error;
}

static int fail(struct result_set *set, const char *path, int error)
{
    snprintf(set->error, sizeof set->error, "%s: %s", path, strerror(error));
    return -1;
}

/* Remembers a folder that this set made. */
static int note_folder(struct result_set *set, const char *path)
{
    char **grown = realloc(set->folder, (set->folder_count + 1) * sizeof *grown);
    if (!grown)
        return -1;
    set->folder = grown;
    grown[set->folder_count] = strdup(path);
    return grown[set->folder_count] ? (set->folder_count++, 0) : -1;
}

static int make_folder(struct result_set *set, const char *path)
{
    if (!mkdir(path, 0777)) {
        if (!note_folder(set, path))
            return 0;
        rmdir(path);
        return fail(set, path, ENOMEM);
    }
    if (errno == EEXIST)
        return 0; /* if it is no folder, opening the file in it says so */
    return fail(set, path, errno);
}

/* Makes the folders above `path`. */
static int make_folders_above(struct result_set *set, const char *path)
{
    char *copy = strdup(path);
    if (!copy)
        return fail(set, path, ENOMEM);
    int status = 0;
    for (char *slash = strchr(copy + 1, '/'); slash && !status; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        status = make_folder(set, copy);
        *slash = '/';
    }
    free(copy);
    return status;
}

/* Writes all bytes: a call may take fewer than it is given. */
static int write_all(const struct file_calls *calls, int fd, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size) {
        ssize_t written = calls->write(calls->context, fd, next, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        if (written == 0) {
            errno = EIO;
            return -1;
        }
        next += written;
        size -= (size_t)written;
    }
    return 0;
}

/* Writes, syncs and closes. On failure returns -1 with errno of the first error. */
static int write_and_close(const struct file_calls *calls, int fd, const void *bytes, size_t size)
{
    int error = 0;
    if (write_all(calls, fd, bytes, size) || calls->sync(calls->context, fd))
        error = errno;
    if (calls->close(calls->context, fd) && !error)
        error = errno;
    errno = error;
    return error ? -1 : 0;
}

/* "folder/.name.PID.suffix" beside the file. */
static char *hidden_name(const char *path, const char *suffix)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t size = strlen(path) + 40;
    char *hidden = malloc(size);
    if (hidden)
        snprintf(hidden, size, "%.*s.%s.%ld.%s", (int)(name - path), path, name, (long)getpid(),
                 suffix);
    return hidden;
}

static int write_temporary(struct result_set *set, const struct staged_file *file,
                           const void *bytes, size_t size)
{
    const struct file_calls *calls = &set->calls;
    unlink(file->temporary); /* a leftover of a killed process of the same number */
    int fd = calls->open(calls->context, file->temporary);
    if (fd < 0)
        return fail(set, file->path, errno);
    if (!write_and_close(calls, fd, bytes, size))
        return 0;
    int error = errno;
    unlink(file->temporary);
    return fail(set, file->path, error);
}

/* A device or a pipe must not be replaced by a file. */
static int is_special(const char *path)
{
    struct stat status;
    return !stat(path, &status) && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static int is_folder(const char *path)
{
    struct stat status;
    return !stat(path, &status) && S_ISDIR(status.st_mode);
}

static int keep_bytes(struct result_set *set, struct staged_file *file, const void *bytes,
                      size_t size)
{
    file->bytes = malloc(size ? size : 1);
    if (!file->bytes)
        return fail(set, file->path, ENOMEM);
    memcpy(file->bytes, bytes, size);
    file->size = size;
    return 0;
}

static int stage(struct result_set *set, struct staged_file *file, const void *bytes, size_t size)
{
    if (is_special(file->path))
        return keep_bytes(set, file, bytes, size);
    if (is_folder(file->path))
        return fail(set, file->path, EISDIR);
    if (make_folders_above(set, file->path))
        return -1;
    file->temporary = hidden_name(file->path, "tmp");
    if (!file->temporary)
        return fail(set, file->path, ENOMEM);
    return write_temporary(set, file, bytes, size);
}

static void free_staged(struct staged_file *file)
{
    free(file->path);
    free(file->temporary);
    free(file->old);
    free(file->bytes);
}

int result_set_add(struct result_set *set, const char *path, const void *bytes, size_t size)
{
    struct staged_file *grown = realloc(set->file, (set->file_count + 1) * sizeof *grown);
    if (!grown)
        return fail(set, path, ENOMEM);
    set->file = grown;
    struct staged_file file = {.path = strdup(path)};
    if (!file.path)
        return fail(set, path, ENOMEM);
    if (stage(set, &file, bytes, size)) {
        free_staged(&file);
        return -1;
    }
    grown[set->file_count++] = file;
    return 0;
}

static int write_special(struct result_set *set, const struct staged_file *file)
{
    int fd = open(file->path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(set, file->path, errno);
    int error = write_all(&set->calls, fd, file->bytes, file->size) ? errno : 0;
    if (close(fd) && !error)
        error = errno;
    return error ? fail(set, file->path, error) : 0;
}

/* Some filesystems have no second names for a file, or not for a file of another user. */
static int is_without_links(int error)
{
    return error == EPERM || error == EMLINK || error == ENOSYS || error == ENOTSUP;
}

/* Gives the file that is about to be replaced a second name, from which it can come back. */
static int keep_old(struct result_set *set, struct staged_file *file)
{
    char *old = hidden_name(file->path, "old");
    if (!old)
        return fail(set, file->path, ENOMEM);
    unlink(old); /* a leftover of a killed process of the same number */
    if (!linkat(AT_FDCWD, file->path, AT_FDCWD, old, 0)) {
        file->old = old;
        return 0;
    }
    int error = errno;
    free(old);
    file->is_first = error == ENOENT;
    return file->is_first || is_without_links(error) ? 0 : fail(set, file->path, error);
}

/* All that can fail before the first old file is replaced. */
static int prepare_commit(struct result_set *set)
{
    for (size_t i = 0; i < set->file_count; i++)
        if (set->file[i].temporary && keep_old(set, &set->file[i]))
            return -1;
    for (size_t i = 0; i < set->file_count; i++)
        if (!set->file[i].temporary && write_special(set, &set->file[i]))
            return -1;
    return 0;
}

static int rename_file(struct result_set *set, struct staged_file *file)
{
    if (!file->temporary)
        return 0;
    if (set->calls.rename(set->calls.context, file->temporary, file->path))
        return fail(set, file->path, errno);
    free(file->temporary);
    file->temporary = NULL;
    return 0;
}

/* Removes what a file leaves beside its own name. */
static void remove_hidden(const struct staged_file *file)
{
    if (file->temporary)
        unlink(file->temporary);
    if (file->old)
        unlink(file->old);
}

/* Takes a new file back. An old one that cannot come back keeps its second name. */
static void undo_rename(struct result_set *set, struct staged_file *file)
{
    if (file->is_first)
        unlink(file->path);
    if (!file->old)
        return;
    if (set->calls.rename(set->calls.context, file->old, file->path))
        snprintf(set->error, sizeof set->error, "%s: %s (the old one is %s)", file->path,
                 strerror(errno), file->old);
    free(file->old);
    file->old = NULL;
}

static int rename_all(struct result_set *set)
{
    for (size_t i = 0; i < set->file_count; i++)
        if (rename_file(set, &set->file[i])) {
            while (i-- > 0)
                undo_rename(set, &set->file[i]);
            return -1;
        }
    return 0;
}

static void forget_files(struct result_set *set)
{
    for (size_t i = 0; i < set->file_count; i++) {
        remove_hidden(&set->file[i]);
        free_staged(&set->file[i]);
    }
    set->file_count = 0;
}

int result_set_commit(struct result_set *set)
{
    if (prepare_commit(set) || rename_all(set))
        return -1;
    forget_files(set);
    return 0;
}

void result_set_free(struct result_set *set)
{
    if (!set)
        return;
    forget_files(set);
    for (size_t i = set->folder_count; i-- > 0;) {
        rmdir(set->folder[i]); /* fails, as it should, when files stand in it */
        free(set->folder[i]);
    }
    free(set->file);
    free(set->folder);
    free(set);
}
