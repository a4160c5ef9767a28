/* SHA-256 of a byte string. Source: NIST FIPS 180-4, Sec. 4.1.2, 4.2.2, 5 and 6.2. */
#ifndef WORKLOADS_SHA256_H
#define WORKLOADS_SHA256_H

#include <stddef.h>
#include <stdio.h>

/* Writes the digest of `length` bytes as 64 hexadecimal digits and a zero. */
void sha256_hex(const void *bytes, size_t length, char out[65]);

/* The same of what a file holds from where it stands to its end. Returns 0, or -1 with errno. */
int sha256_file(FILE *file, char out[65]);

#endif
