/* Files as a whole: read into memory, or replaced. */
#ifndef WORKLOADS_FILE_BYTES_H
#define WORKLOADS_FILE_BYTES_H

#include <stddef.h>

/* Reads a file into *bytes, malloc'd. A device without end ends too: reading stops when there
 * are more than `max` bytes, so *size > max says that the file is too large. Returns 0, or -1
 * with errno. */
int file_bytes_read(char **bytes, size_t *size, const char *path, size_t max);

/* Writes `path` under a temporary name beside it, brings it to the disk, renames it and brings
 * the folder to the disk. Returns 0, or -1 with errno; the old file is then as it was. */
int file_bytes_replace(const char *path, const void *bytes, size_t size);

#endif
