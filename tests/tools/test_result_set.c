/* Result files under every failure a disk can show: the n-th call of a kind
 * fails, for every n, and nothing half-written may be left. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result_set.h"

enum call { CALL_NONE, CALL_OPEN, CALL_WRITE, CALL_SYNC, CALL_CLOSE, CALL_RENAME, CALL_COUNT };

/* Fails call number `at` of kind `call` with `error`; writes take `chunk` bytes at most. */
struct fault {
    enum call call;
    int at, error, seen;
    size_t chunk;
};

static int strikes(struct fault *fault, enum call call)
{
    if (fault->call != call || fault->seen++ != fault->at)
        return 0;
    errno = fault->error;
    return 1;
}

static int fault_open(void *context, const char *path)
{
    return strikes(context, CALL_OPEN) ? -1 : posix_file_calls.open(NULL, path);
}

static ssize_t fault_write(void *context, int fd, const void *bytes, size_t size)
{
    struct fault *fault = context;
    if (strikes(fault, CALL_WRITE))
        return fault->error ? -1 : 0;
    if (fault->chunk && size > fault->chunk)
        size = fault->chunk;
    return posix_file_calls.write(NULL, fd, bytes, size);
}

static int fault_sync(void *context, int fd)
{
    return strikes(context, CALL_SYNC) ? -1 : posix_file_calls.sync(NULL, fd);
}

static int fault_close(void *context, int fd)
{
    int status = posix_file_calls.close(NULL, fd);
    return strikes(context, CALL_CLOSE) ? -1 : status;
}

static int fault_rename(void *context, const char *from, const char *to)
{
    return strikes(context, CALL_RENAME) ? -1 : posix_file_calls.rename(NULL, from, to);
}

static struct file_calls calls_with(struct fault *fault)
{
    return (struct file_calls){fault,      fault_open,  fault_write,
                               fault_sync, fault_close, fault_rename};
}

static void make_scratch(char folder[64])
{
    snprintf(folder, 64, "/tmp/enos-result-XXXXXX");
    cr_assert(mkdtemp(folder) != NULL);
}

/* Files and folders in `folder`, hidden ones too. */
static int entries(const char *folder)
{
    DIR *listing = opendir(folder);
    if (!listing)
        return -1;
    int count = 0;
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing))
        count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    closedir(listing);
    return count;
}

static void read_back(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s is missing", path);
    size_t got = fread(out, 1, size - 1, file);
    out[got] = '\0';
    fclose(file);
}

/* Two files in a new folder below `root`; returns what commit or add returned. */
static int write_two(const char *root, struct fault *fault, const char *content)
{
    struct file_calls calls = calls_with(fault);
    struct result_set *set;
    cr_assert(result_set_create(&set, &calls) == 0);
    char a[128], b[128];
    snprintf(a, sizeof a, "%s/new/deep/a.csv", root);
    snprintf(b, sizeof b, "%s/new/deep/b.csv", root);
    int status = result_set_add(set, a, content, strlen(content));
    if (!status)
        status = result_set_add(set, b, content, strlen(content));
    if (!status)
        status = result_set_commit(set);
    cr_assert(status == 0 || result_set_error(set)[0], "an error says what it is");
    result_set_free(set);
    return status;
}

static void remove_two(const char *root)
{
    char path[128];
    static const char *const part[] = {"new/deep/a.csv", "new/deep/b.csv", "new/deep", "new", "."};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        snprintf(path, sizeof path, "%s/%s", root, part[i]);
        remove(path);
    }
    remove(root);
}

Test(result_set, writes_whole_files_from_short_writes)
{
    char root[64], path[128], text[64];
    make_scratch(root);
    struct fault fault = {.chunk = 3};
    cr_assert(write_two(root, &fault, "eleven char") == 0);
    snprintf(path, sizeof path, "%s/new/deep", root);
    cr_assert(eq(int, entries(path), 2));
    snprintf(path, sizeof path, "%s/new/deep/b.csv", root);
    read_back(path, text, sizeof text);
    cr_assert_str_eq(text, "eleven char");
    remove_two(root);
}

Test(result_set, leaves_nothing_after_any_failure)
{
    static const int errors[] = {ENOSPC, EIO, EACCES, EDQUOT, 0};
    int failures = 0;
    for (int call = CALL_OPEN; call < CALL_RENAME; call++)
        for (size_t e = 0; e < sizeof errors / sizeof *errors; e++)
            for (int at = 0; at < 6; at++) {
                if (!errors[e] && call != CALL_WRITE)
                    continue;
                char root[64];
                make_scratch(root);
                struct fault fault = {call, at, errors[e], 0, 4};
                if (write_two(root, &fault, "eleven char")) {
                    cr_assert(eq(int, entries(root), 0), "call %d number %d", call, at);
                    failures++;
                }
                remove_two(root);
            }
    /* 2 opens, syncs, closes and 6 writes (3 of 4 bytes a file) can fail */
    cr_assert(eq(int, failures, 4 * (2 + 2 + 2 + 6) + 6));
}

Test(result_set, keeps_old_files_when_the_new_fail)
{
    char root[64], path[128], text[64];
    make_scratch(root);
    struct fault none = {0};
    cr_assert(write_two(root, &none, "old") == 0);
    struct fault full = {CALL_WRITE, 1, ENOSPC, 0, 0};
    cr_assert(write_two(root, &full, "new") == -1);
    snprintf(path, sizeof path, "%s/new/deep", root);
    cr_assert(eq(int, entries(path), 2));
    snprintf(path, sizeof path, "%s/new/deep/a.csv", root);
    read_back(path, text, sizeof text);
    cr_assert_str_eq(text, "old");
    remove_two(root);
}

Test(result_set, failed_rename_brings_all_old_files_back)
{
    for (int at = 0; at < 2; at++) {
        char root[64], path[128], text[64];
        make_scratch(root);
        struct fault none = {0}, fault = {CALL_RENAME, at, EIO, 0, 0};
        cr_assert(write_two(root, &none, "old") == 0);
        cr_assert(write_two(root, &fault, "new") == -1);
        snprintf(path, sizeof path, "%s/new/deep", root);
        cr_assert(eq(int, entries(path), 2), "rename %d", at);
        for (int name = 'a'; name <= 'b'; name++) {
            snprintf(path, sizeof path, "%s/new/deep/%c.csv", root, name);
            read_back(path, text, sizeof text);
            cr_assert_str_eq(text, "old");
        }
        remove_two(root);
    }
}

Test(result_set, failed_rename_leaves_no_file_of_a_first_set)
{
    for (int at = 0; at < 2; at++) {
        char root[64], path[128];
        make_scratch(root);
        struct fault fault = {CALL_RENAME, at, EIO, 0, 0};
        cr_assert(write_two(root, &fault, "x") == -1);
        snprintf(path, sizeof path, "%s/new/deep", root);
        cr_assert(eq(int, entries(path), -1), "rename %d", at);
        remove_two(root);
    }
}

Test(result_set, says_what_is_wrong)
{
    struct result_set *set;
    cr_assert(result_set_create(&set, NULL) == 0);
    cr_assert(result_set_add(set, "/tmp", "x", 1) == -1);
    cr_assert_str_eq(result_set_error(set), "/tmp: Is a directory");
    cr_assert(result_set_add(set, "/dev/null/x", "x", 1) == -1);
    cr_assert(strstr(result_set_error(set), "Not a directory") != NULL);
    result_set_free(set);
}

Test(result_set, full_device_is_an_error_and_stays_a_device)
{
    struct result_set *set;
    cr_assert(result_set_create(&set, NULL) == 0);
    cr_assert(result_set_add(set, "/dev/full", "x", 1) == 0);
    cr_assert(result_set_commit(set) == -1);
    cr_assert(strstr(result_set_error(set), "No space left") != NULL);
    result_set_free(set);
    struct stat status;
    cr_assert(stat("/dev/full", &status) == 0 && S_ISCHR(status.st_mode));
}
