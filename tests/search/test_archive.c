/* Checkpoint files: whole or refused, whatever happened to them. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../workloads/expect.h"
#include "search/archive.h"
#include "search/checkpoint.h"
#include "workloads/sha256.h"

static struct diag_list *new_list(void)
{
    struct diag_list *diag;
    cr_assert(diag_create(&diag) == 0);
    return diag;
}

static char *new_folder(void)
{
    static char folder[] = "/tmp/enos_archive_XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    return folder;
}

static void remove_folder(const char *folder)
{
    char command[200];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    cr_assert(system(command) == 0);
}

/* Three items; one of them empty, one with a newline and a zero among its bytes. */
static float theta[3] = {1, -2, 0.5F};
static char bytes[5] = {'\n', '\0', '\n', '7', ' '};
static const struct archive_item items[] = {
    {"theta", theta, sizeof theta}, {"none", NULL, 0}, {"odd.bytes", bytes, sizeof bytes}};

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *out = malloc(4096);
    cr_assert(file && out);
    *size = fread(out, 1, 4096, file);
    fclose(file);
    return out;
}

static void write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
}

Test(archive, what_was_written_reads_back)
{
    char path[200];
    const char *folder = new_folder();
    snprintf(path, sizeof path, "%s/a", folder);
    struct diag_list *diag = new_list();
    cr_assert(archive_write(path, items, 3, diag) == 0);
    float back[3] = {0};
    char odd[5] = {0};
    const struct archive_item wanted[] = {
        {"odd.bytes", odd, sizeof odd}, {"theta", back, sizeof back}, {"none", NULL, 0}};
    cr_assert(archive_read(path, wanted, 3, diag) == 0);
    cr_assert(memcmp(back, theta, sizeof theta) == 0 && memcmp(odd, bytes, sizeof bytes) == 0);
    struct archive archive;
    cr_assert(archive_open(&archive, path, diag) == 0);
    cr_assert(archive.count == 3 && archive_find(&archive, "theta")->bytes == sizeof theta);
    cr_assert_null(archive_find(&archive, "thet"));
    archive_close(&archive);
    remove_folder(folder);
    diag_free(diag);
}

Test(archive, every_truncation_and_every_damaged_byte_is_refused)
{
    char path[200];
    const char *folder = new_folder();
    size_t size;
    struct diag_list *diag = new_list();
    struct archive archive;
    snprintf(path, sizeof path, "%s/a", folder);
    cr_assert(archive_write(path, items, 3, diag) == 0);
    char *whole = read_file(path, &size);
    for (size_t length = 0; length < size; length++)
        cr_assert(archive_open_bytes(&archive, "a", whole, length, diag) == -1, "%zu", length);
    for (size_t i = 0; i < size; i++)
        for (int bit = 0; bit < 8; bit++) {
            whole[i] = (char)(whole[i] ^ 1 << bit);
            cr_assert(archive_open_bytes(&archive, "a", whole, size, diag) == -1, "%zu", i);
            whole[i] = (char)(whole[i] ^ 1 << bit);
        }
    cr_assert(archive_open_bytes(&archive, "a", whole, size, diag) == 0);
    archive_close(&archive);
    expect_some(diag, "a: error: damaged or cut short");
    expect_some(diag, "a: error: this is not a checkpoint");
    free(whole);
    remove_folder(folder);
    diag_free(diag);
}

/* A text with its right hash behind it. */
static void check_signed(const char *text, const char *error)
{
    char file[400], hash[65];
    size_t length = strlen(text);
    struct archive archive;
    struct diag_list *diag = new_list();
    sha256_hex(text, length, hash);
    snprintf(file, sizeof file, "%s%s", text, hash);
    cr_assert((archive_open_bytes(&archive, "a", file, length + 64, diag) == 0) == !error, "%s",
              text);
    if (error)
        expect_some(diag, error);
    archive_close(&archive);
    diag_free(diag);
}

#define TOP "enos/checkpoint/1\n"

Test(archive, a_head_that_is_wrong_is_refused_though_its_hash_is_right)
{
    static const char error[] = "the table of items is not one";
    check_signed(TOP "items 2\na 1\nb 2\n\nxyz", NULL);
    check_signed(TOP "items 0\n\n", NULL);
    check_signed("enos/checkpoint/2\nitems 0\n\n", "'enos/checkpoint/2' is newer");
    check_signed(TOP, error);
    check_signed(TOP "items 0\n", error);
    check_signed(TOP "items\n\n", error);
    check_signed(TOP "items -1\n\n", error);
    check_signed(TOP "items 99999\n\n", error);
    check_signed(TOP "things 0\n\n", error);
    check_signed(TOP "items 1\n\n", error);
    check_signed(TOP "items 1\na\n\n", error);
    check_signed(TOP "items 1\n 1\n\nx", error);
    check_signed(TOP "items 1\na 1\nx", error);
    check_signed(TOP "items 1\na 2\n\nx", error);
    check_signed(TOP "items 1\na 18446744073709551615\n\nx", error);
    check_signed(TOP "items 1\na 99999999999999999999\n\nx", error);
    check_signed(TOP "items 2\na 1\nb 18446744073709551615\n\nx", error);
    check_signed(TOP "items 1\na 1\n\nxy", error);
    check_signed(TOP "items 2\na 1\na 1\n\nxy", error);
}

/* Nothing is read when something is missing or of another size. */
Test(archive, items_that_do_not_fit_are_refused)
{
    char path[200], odd[5] = "1234", other[4] = "123";
    const char *folder = new_folder();
    struct diag_list *diag = new_list();
    snprintf(path, sizeof path, "%s/a", folder);
    cr_assert(archive_write(path, items, 3, diag) == 0);
    const struct archive_item size[] = {{"odd.bytes", odd, 5}, {"theta", other, 4}};
    const struct archive_item name[] = {{"odd.bytes", odd, 5}, {"alpha", other, 4}};
    cr_assert(archive_read(path, size, 2, diag) == -1);
    expect_some(diag, "error: item 'theta' has 12 bytes, not 4");
    cr_assert(archive_read(path, name, 2, diag) == -1);
    expect_some(diag, "error: the item 'alpha' is missing");
    cr_assert_str_eq(odd, "1234");
    cr_assert_str_eq(other, "123");
    remove_folder(folder);
    cr_assert(archive_read(path, size, 2, diag) == -1);
    expect_some(diag, "cannot be read: No such file");
    diag_free(diag);
}

/* A limit on a file's size stands for a full disk. */
Test(archive, a_full_disk_leaves_the_older_file)
{
    static char large[100000];
    const struct archive_item much = {"much", large, sizeof large};
    char path[200];
    const char *folder = new_folder();
    struct diag_list *diag = new_list();
    snprintf(path, sizeof path, "%s/a", folder);
    cr_assert(archive_write(path, items, 3, diag) == 0);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, 4096}) == 0);
    cr_assert(archive_write(path, &much, 1, diag) == -1);
    expect_some(diag, "cannot be written: File too large");
    float back[3];
    cr_assert(archive_read(path, &(struct archive_item){"theta", back, 12}, 1, diag) == 0);
    cr_assert(checkpoint_write(folder, 1, &much, 1, 1, diag) == -1);
    remove_folder(folder);
    cr_assert(archive_write(path, items, 3, diag) == -1);
    expect_some(diag, "cannot be written: No such file");
    diag_free(diag);
}

static int is_there(const char *folder, uint64_t number)
{
    char path[CHECKPOINT_PATH_MAX];
    cr_assert(checkpoint_path(path, folder, number) == 0);
    return access(path, F_OK) == 0;
}

Test(checkpoint, the_last_few_are_kept)
{
    const char *folder = new_folder();
    char leftover[200], other[200];
    struct diag_list *diag = new_list();
    snprintf(leftover, sizeof leftover, "%s/.00000003.checkpoint.77.tmp", folder);
    snprintf(other, sizeof other, "%s/.00000003.checkpoint.txt", folder);
    write_file(leftover, "x", 1);
    write_file(other, "x", 1);
    static const uint64_t numbers[] = {1, 2, 10, 300, 123456789012};
    for (size_t i = 0; i < 5; i++) {
        cr_assert(checkpoint_write(folder, numbers[i], items, 3, 3, diag) == 0);
        for (size_t k = 0; k < 5; k++)
            cr_assert(is_there(folder, numbers[k]) == (k <= i && k + 3 > i), "%zu %zu", i, k);
    }
    cr_assert(access(leftover, F_OK) != 0 && access(other, F_OK) == 0);
    /* Back to 10 and on: what came after it is another run's. */
    cr_assert(checkpoint_write(folder, 11, items, 3, 2, diag) == 0);
    cr_assert(is_there(folder, 11) && is_there(folder, 10) && !is_there(folder, 300));
    remove_folder(folder);
    diag_free(diag);
}

Test(checkpoint, the_newest_whole_one_is_found)
{
    const char *folder = new_folder();
    char path[CHECKPOINT_PATH_MAX], damaged[CHECKPOINT_PATH_MAX];
    uint64_t number = 0;
    size_t size;
    struct diag_list *diag = new_list();
    cr_assert(checkpoint_latest(path, &number, folder, diag) == 0 && diag_count(diag) == 0);
    for (uint64_t i = 8; i < 12; i++)
        cr_assert(checkpoint_write(folder, i, items, 3, 9, diag) == 0);
    cr_assert(checkpoint_latest(path, &number, folder, diag) == 1 && number == 11);
    cr_assert(diag_count(diag) == 0);
    char *whole = read_file(path, &size);
    write_file(path, whole, size / 2);
    cr_assert(checkpoint_path(damaged, folder, 10) == 0);
    whole[size / 2] ^= 1;
    write_file(damaged, whole, size);
    cr_assert(checkpoint_latest(path, &number, folder, diag) == 1 && number == 9);
    cr_assert(diag_count(diag) == 2);
    expect_some(diag, "00000010.checkpoint: error: damaged");
    expect_some(diag, "00000011.checkpoint: error: damaged");
    cr_assert(checkpoint_latest(path, NULL, "/tmp/enos_there_is_no_such_folder", diag) == 0);
    free(whole);
    remove_folder(folder);
    diag_free(diag);
}
