#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/sha256.h"

/* NIST's examples for FIPS 180-4: one block, two blocks, empty, a million letters. */
static void check(const char *bytes, size_t n, const char *expected)
{
    char digest[65];
    sha256_hex(bytes, n, digest);
    cr_assert_str_eq(digest, expected);
}

Test(sha256, nist_vectors)
{
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    check("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check(two_blocks, strlen(two_blocks),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

Test(sha256, million_letters)
{
    char *text = malloc(1000000);
    cr_assert_not_null(text);
    memset(text, 'a', 1000000);
    check(text, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(text);
}

/* 55, 56 and 64 bytes: the length just fits, does not fit, fills a block (digests
 * by coreutils' sha256sum). */
Test(sha256, padding_edges)
{
    char text[64];
    memset(text, 'x', sizeof text);
    check(text, 55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    check(text, 56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    check(text, 64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

/* A file gives the digest of its bytes, whatever their number is to that of a block or of what is
 * read at once (16384). */
Test(sha256, file)
{
    static const size_t length[] = {0, 1, 55, 63, 64, 65, 16383, 16384, 16385, 40000};
    static char text[40000];
    char expected[65], found[65];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * i >> 3);
    for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
        FILE *file = tmpfile();
        cr_assert_not_null(file);
        cr_assert_eq(fwrite(text, 1, length[i], file), length[i]);
        rewind(file);
        sha256_hex(text, length[i], expected);
        cr_assert_eq(sha256_file(file, found), 0);
        cr_assert_str_eq(found, expected, "%zu bytes", length[i]);
        fclose(file);
    }
}
