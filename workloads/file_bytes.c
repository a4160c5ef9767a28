#include "workloads/file_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_all(FILE *file, char **bytes, size_t *size, size_t max)
{
    size_t capacity = 0;
    do {
        capacity = capacity ? 2 * capacity : 16384;
        char *grown = realloc(*bytes, capacity);
        if (!grown)
            return -1;
        *bytes = grown;
        *size += fread(grown + *size, 1, capacity - *size, file);
    } while (*size == capacity && *size <= max);
    return ferror(file) ? -1 : 0;
}

int file_bytes_read(char **bytes, size_t *size, const char *path, size_t max)
{
    *bytes = NULL;
    *size = 0;
    errno = 0;
    FILE *file = fopen(path, "rb");
    int status = file ? read_all(file, bytes, size, max) : -1;
    int error = errno ? errno : EIO;
    if (file)
        fclose(file);
    if (status == 0)
        return 0;
    free(*bytes);
    *bytes = NULL;
    errno = error;
    return -1;
}

static int write_and_close(FILE *file, const void *bytes, size_t size)
{
    int error = 0;
    if (fwrite(bytes, 1, size, file) != size || fflush(file) != 0 || fsync(fileno(file)) != 0)
        error = errno ? errno : EIO;
    if (fclose(file) != 0 && !error)
        error = errno;
    errno = error;
    return error ? -1 : 0;
}

/* Brings the folder's own entry of a file to the disk. Where the file system does not do that, the
 * file is there all the same. */
static void sync_folder(const char *path, int length)
{
    char *folder = malloc((size_t)length + 2);
    if (!folder)
        return;
    snprintf(folder, (size_t)length + 2, "%.*s", length ? length : 1, length ? path : ".");
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
    free(folder);
}

/* Leaves errno as it was. */
static void remove_quietly(const char *path)
{
    int error = errno;
    unlink(path);
    errno = error;
}

static int write_as(const char *temporary, const char *path, const void *bytes, size_t size)
{
    unlink(temporary); /* a leftover of a killed process of the same number */
    FILE *file = fopen(temporary, "wbx");
    if (!file)
        return -1;
    if (write_and_close(file, bytes, size) == 0 && rename(temporary, path) == 0)
        return 0;
    remove_quietly(temporary);
    return -1;
}

int file_bytes_replace(const char *path, const void *bytes, size_t size)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash + 1 - path) : 0;
    size_t room = strlen(path) + 40;
    char *temporary = malloc(room);
    if (!temporary)
        return -1;
    snprintf(temporary, room, "%.*s.%s.%ld.tmp", folder, path, path + folder, (long)getpid());
    int status = write_as(temporary, path, bytes, size);
    if (status == 0)
        sync_folder(path, folder);
    free(temporary);
    return status;
}
