#include "beside.h"

#include <stdio.h>
#include <string.h>

int beside(char *out, size_t size, const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    int folder = slash && name[0] != '/' ? (int)(slash - file) + 1 : 0;
    int length = snprintf(out, size, "%.*s%s", folder, file, name);
    return length >= 0 && (size_t)length < size ? 0 : -1;
}
