#include "workloads/sha256.h"

#include <stdint.h>
#include <string.h>

#define BLOCK 64

/* FIPS 180-4, Sec. 4.2.2: first 32 bits of the fractional parts of the cube roots of
 * the first 64 primes. */
static const uint32_t round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void expand(uint32_t schedule[64], const unsigned char *block)
{
    for (int t = 0; t < 16; t++)
        schedule[t] = big_endian(block + 4 * t);
    for (int t = 16; t < 64; t++) {
        uint32_t a = schedule[t - 15], b = schedule[t - 2];
        uint32_t s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
        uint32_t s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;
        schedule[t] = s1 + schedule[t - 7] + s0 + schedule[t - 16];
    }
}

/* Sec. 6.2.2: v[0..7] are the working variables a to h. */
static void compress(uint32_t state[8], const unsigned char *block)
{
    uint32_t schedule[64], v[8];
    expand(schedule, block);
    memcpy(v, state, sizeof v);
    for (int t = 0; t < 64; t++) {
        uint32_t sum1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t t1 = v[7] + sum1 + choice + round_constant[t] + schedule[t];
        uint32_t sum0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
        uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + sum0 + majority;
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}

/* Sec. 5.1.1: a one bit, zeros, and the length in bits as 64 bits. */
static void finish(uint32_t state[8], const unsigned char *rest, size_t n, uint64_t bytes)
{
    unsigned char block[2 * BLOCK] = {0};
    size_t end = n < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    if (n)
        memcpy(block, rest, n);
    block[n] = 0x80;
    for (int i = 0; i < 8; i++)
        block[end - 1 - (size_t)i] = (unsigned char)(bytes * 8 >> 8 * i);
    for (size_t at = 0; at < end; at += BLOCK)
        compress(state, block + at);
}

static void begin(uint32_t state[8])
{
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(state, initial, sizeof initial);
}

/* Takes all whole blocks. Returns the number of bytes taken. */
static size_t add(uint32_t state[8], const unsigned char *bytes, size_t length)
{
    size_t at = 0;
    for (; length - at >= BLOCK; at += BLOCK)
        compress(state, bytes + at);
    return at;
}

static void write_hex(const uint32_t state[8], char out[65])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 64; i++)
        out[i] = digits[state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    out[64] = '\0';
}

void sha256_hex(const void *bytes, size_t length, char out[65])
{
    uint32_t state[8];
    begin(state);
    size_t taken = add(state, bytes, length);
    finish(state, (const unsigned char *)bytes + taken, length - taken, length);
    write_hex(state, out);
}

int sha256_file(FILE *file, char out[65])
{
    unsigned char bytes[256 * BLOCK];
    uint32_t state[8];
    uint64_t length = 0;
    size_t read, taken;
    begin(state);
    do {
        read = fread(bytes, 1, sizeof bytes, file);
        taken = add(state, bytes, read);
        length += read;
    } while (read == sizeof bytes);
    if (ferror(file))
        return -1;
    finish(state, bytes + taken, read - taken, length);
    write_hex(state, out);
    return 0;
}
