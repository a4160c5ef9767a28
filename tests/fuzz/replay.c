/* Runs a fuzz target on known inputs: each argument is a file or a folder of
 * files. Stands in for libFuzzer's main, so that every corpus is a test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads what is left of a file into a malloc'd buffer without slack, so that
 * the sanitizer sees a read past the end. Returns NULL if it cannot. */
static uint8_t *read_all(FILE *file, size_t *size)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return NULL;
    long length = ftell(file);
    if (length < 0 || fseek(file, 0, SEEK_SET) != 0)
        return NULL;
    uint8_t *data = malloc(length > 0 ? (size_t)length : 1);
    *size = (size_t)length;
    if (data && fread(data, 1, *size, file) != *size) {
        free(data);
        return NULL;
    }
    return data;
}

/* Returns the number of inputs run: 1, or 0 if the file cannot be read. */
static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t size = 0;
    uint8_t *data = read_all(file, &size);
    fclose(file);
    if (!data)
        return 0;
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 1;
}

static int run_folder(DIR *folder, const char *name)
{
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(path, sizeof path, "%s/%s", name, entry->d_name) < (int)sizeof path)
            count += run_file(path);
    }
    return count;
}

static int run(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return run_file(path);
    int count = run_folder(folder, path);
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = run(argv[i]);
        if (count == 0) {
            fprintf(stderr, "%s: no input\n", argv[i]);
            return EXIT_FAILURE;
        }
        printf("%s: %d inputs\n", argv[i], count);
    }
    return EXIT_SUCCESS;
}
