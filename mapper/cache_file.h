/* The files of the result cache: one for each key, read and replaced whole. */
#ifndef MAPPER_CACHE_FILE_H
#define MAPPER_CACHE_FILE_H

#include <stddef.h>

/* Reads folder/key, or its first `most` bytes. Returns their number, or -1 with errno. */
long cache_file_read(const char *folder, const char *key, char *text, size_t most);

/* Makes folder/key hold `text`, and the folder, if it is not there. Who reads it meanwhile, in this
 * process or another, gets the old file or the new one. Returns 0, or -1 with errno: then the old
 * file, or none, is there. */
int cache_file_write(const char *folder, const char *key, const char *text, size_t size);

#endif
