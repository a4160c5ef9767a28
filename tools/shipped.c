#include "shipped.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workloads/description.h"
#include "workloads/diag.h"

enum { NAMES_MAX = 512, PARENTS_MAX = 4, ROOTS = 2 };

static const char *const folders[] = {"arch", "workloads", "search/runs"};
static const char *const kinds[] = {"machine", "network", "run"};

/* Names of files, owned. */
struct names {
    char *name[NAMES_MAX];
    size_t count;
};

static int is_folder(const char *path)
{
    struct stat status;
    return !stat(path, &status) && S_ISDIR(status.st_mode);
}

/* Anything that can be read as a file, a pipe too. */
static int is_file(const char *path)
{
    struct stat status;
    return !stat(path, &status) && !S_ISDIR(status.st_mode);
}

static int ends_in_yaml(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && !strcmp(name + length - 5, ".yaml");
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int has_name(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->name[i], name))
            return 1;
    return 0;
}

/* Takes a copy of a name that is new. */
static void add_name(struct names *names, const char *name, size_t length)
{
    char *copy = names->count < NAMES_MAX ? strndup(name, length) : NULL;
    if (copy && !has_name(names, copy))
        names->name[names->count++] = copy;
    else
        free(copy);
}

/* Adds the files of a folder, hidden ones left out; only_yaml: without ".yaml". */
static void add_names(struct names *names, const char *folder, int only_yaml)
{
    DIR *listing = opendir(folder);
    if (!listing)
        return;
    for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
        const char *name = entry->d_name;
        if (name[0] != '.' && (!only_yaml || ends_in_yaml(name)))
            add_name(names, name, strlen(name) - (only_yaml ? 5 : 0));
    }
    closedir(listing);
    qsort(names->name, names->count, sizeof *names->name, compare_names);
}

static void free_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->name[i]);
}

/* True if `root` is the top of a source tree or of share/enos (the build folder has
 * folders of the same names). */
static int is_root(const char *root)
{
    char path[SHIPPED_PATH_MAX];
    for (int kind = 0; kind < 2; kind++) {
        int length =
            snprintf(path, sizeof path, "%s/%s/template/%s.yaml", root, folders[kind], kinds[kind]);
        if (length >= (int)sizeof path || !is_file(path))
            return 0;
    }
    return 1;
}

/* Cuts the last part of a path. Returns 0 when there is none left to cut. */
static int cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path)
        return 0;
    *slash = '\0';
    return 1;
}

/* Puts one root after another: the working folder, then the folder above the program (it is in
 * build/bin) or the share/enos beside the program's bin. Returns 0, or -1 when there is no
 * root of this number. */
static int find_root(char root[SHIPPED_PATH_MAX], int number)
{
    snprintf(root, SHIPPED_PATH_MAX, ".");
    if (number == 0)
        return is_root(root) ? 0 : -1;
    char program[SHIPPED_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return -1;
    program[length] = '\0';
    for (int i = 0; i < PARENTS_MAX && cut_last(program); i++) {
        snprintf(root, SHIPPED_PATH_MAX, "%s", program);
        if (is_root(root))
            return 0;
        length = snprintf(root, SHIPPED_PATH_MAX, "%s/share/enos", program);
        if (length < SHIPPED_PATH_MAX && is_root(root))
            return 0;
    }
    return -1;
}

/* The folder of a kind in a root. Returns 0, or -1. */
static int find_folder(char folder[SHIPPED_PATH_MAX], enum shipped_kind kind, int number)
{
    char root[SHIPPED_PATH_MAX];
    if (find_root(root, number))
        return -1;
    int length = strcmp(root, ".")
                     ? snprintf(folder, SHIPPED_PATH_MAX, "%s/%s", root, folders[kind])
                     : snprintf(folder, SHIPPED_PATH_MAX, "%s", folders[kind]);
    return length < SHIPPED_PATH_MAX ? 0 : -1;
}

static void print_near(const struct names *names, const char *folder, const char *word,
                       FILE *errors)
{
    const char *near = diag_nearest(word, (const char *const *)names->name, names->count);
    if (near && folder)
        fprintf(errors, "   hint: did you mean '%s/%s'?\n", folder, near);
    else if (near)
        fprintf(errors, "   hint: did you mean '%s'?\n", near);
}

/* Suggests a file of the same folder as `path`. */
static void suggest_beside(const char *path, FILE *errors)
{
    char folder[SHIPPED_PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    if (slash == path)
        snprintf(folder, sizeof folder, "/");
    if (!is_folder(folder)) {
        fprintf(errors, "   hint: there is no folder '%s'\n", folder);
        return;
    }
    struct names names = {.count = 0};
    add_names(&names, folder, 0);
    print_near(&names, slash ? folder : NULL, slash ? slash + 1 : path, errors);
    free_names(&names);
}

int shipped_check_file(const char *path, const char *option, const char *tool, FILE *errors)
{
    struct stat status;
    if (stat(path, &status)) {
        int error = errno;
        fprintf(errors, "%s: %s: cannot read '%s': %s\n", tool, option, path, strerror(error));
        if (error == ENOENT || error == ENOTDIR)
            suggest_beside(path, errors);
        return -1;
    }
    if (S_ISDIR(status.st_mode)) {
        fprintf(errors, "%s: %s: '%s' is a folder, not a file\n", tool, option, path);
        return -1;
    }
    return 0;
}

/* Looks for NAME and NAME.yaml in a folder. */
static int try_folder(char path[SHIPPED_PATH_MAX], const char *folder, const char *name)
{
    static const char *const endings[] = {"", ".yaml"};
    for (int i = 0; i < 2; i++) {
        int length = snprintf(path, SHIPPED_PATH_MAX, "%s/%s%s", folder, name, endings[i]);
        if (length < SHIPPED_PATH_MAX && is_file(path))
            return 0;
    }
    return -1;
}

/* Looks in the folders of a kind for the description of a name. Returns 0, or -1. */
static int find_name(char path[SHIPPED_PATH_MAX], enum shipped_kind kind, const char *name)
{
    char folder[SHIPPED_PATH_MAX];
    for (int number = 0; number < ROOTS; number++)
        if (!find_folder(folder, kind, number) && !try_folder(path, folder, name))
            return 0;
    return -1;
}

/* The names of all shipped descriptions of a kind, sorted, each once. */
static void all_names(struct names *names, enum shipped_kind kind)
{
    char folder[SHIPPED_PATH_MAX];
    for (int number = 0; number < ROOTS; number++)
        if (!find_folder(folder, kind, number))
            add_names(names, folder, 1);
}

static void unknown_name(const char *word, enum shipped_kind kind, const char *tool, FILE *errors)
{
    struct names names = {.count = 0};
    char stem[256], found[SHIPPED_PATH_MAX];
    fprintf(errors, "%s: there is no file '%s' here, and no shipped %s of this name\n", tool, word,
            kinds[kind]);
    snprintf(stem, sizeof stem, "%s", word);
    if (ends_in_yaml(stem))
        stem[strlen(stem) - 5] = '\0';
    if (kind != SHIPPED_RUN && !find_name(found, !kind, stem)) {
        fprintf(errors, "   hint: '%s' is a %s; the machine is named first, then the network\n",
                stem, kinds[!kind]);
        return;
    }
    all_names(&names, kind);
    const char *near = diag_nearest(stem, (const char *const *)names.name, names.count);
    if (near)
        fprintf(errors, "   hint: did you mean '%s'?\n", near);
    else if (names.count)
        fprintf(errors, "   hint: %s alone lists the shipped ones\n", tool);
    else
        fprintf(errors, "   hint: no shipped %s was found: run in the source tree, or install\n",
                kinds[kind]);
    free_names(&names);
}

int shipped_find(char path[SHIPPED_PATH_MAX], const char *word, enum shipped_kind kind,
                 const char *tool, FILE *errors)
{
    if (strlen(word) >= SHIPPED_PATH_MAX / 2) {
        fprintf(errors, "%s: the name of the %s is too long\n", tool, kinds[kind]);
        return -1;
    }
    if (strchr(word, '/') || is_file(word)) {
        snprintf(path, SHIPPED_PATH_MAX, "%s", word);
        return shipped_check_file(word, kinds[kind], tool, errors);
    }
    if (!find_name(path, kind, word))
        return 0;
    if (is_folder(word)) {
        fprintf(errors, "%s: %s: '%s' is a folder, not a file\n", tool, kinds[kind], word);
        return -1;
    }
    unknown_name(word, kind, tool, errors);
    return -1;
}

static const char *text_of(const struct desc *desc, const char *key)
{
    const struct desc_node *node = desc_value(desc_find(desc_root(desc), key));
    return node && node->text ? node->text : NULL;
}

/* What a description says about itself, or else its source, in `text`; "" when it cannot be read.
 * Returns 0 if it is none of this kind: networks that only a run uses lie beside the runs. */
static int describe(const char *path, enum shipped_kind kind, char *text, size_t size)
{
    struct diag_list *diag;
    struct desc *desc;
    int is_of_kind = 1;
    text[0] = '\0';
    if (diag_create(&diag))
        return 1;
    if (!desc_read_file(&desc, path, diag)) {
        char format[32];
        const char *found = text_of(desc, "format");
        const char *said = text_of(desc, kind == SHIPPED_RUN ? "network" : "description");
        snprintf(format, sizeof format, "enos/%s/", kinds[kind]);
        is_of_kind = kind != SHIPPED_RUN || (found && !strncmp(found, format, strlen(format)));
        if (!said)
            said = text_of(desc, "source");
        snprintf(text, size, "%s", said ? said : "");
        desc_free(desc);
    }
    diag_free(diag);
    return is_of_kind;
}

void shipped_list(FILE *out, enum shipped_kind kind)
{
    char path[SHIPPED_PATH_MAX], text[160];
    struct names names = {.count = 0};
    all_names(&names, kind);
    for (size_t i = 0; i < names.count; i++) {
        if (find_name(path, kind, names.name[i]))
            continue;
        if (describe(path, kind, text, sizeof text))
            fprintf(out, "  %-26s %.50s\n", names.name[i], text);
    }
    if (!names.count)
        fprintf(out, "  (none found: run in the source tree, or install)\n");
    free_names(&names);
}

void shipped_names(FILE *out, enum shipped_kind kind)
{
    struct names names = {.count = 0};
    all_names(&names, kind);
    for (size_t i = 0; i < names.count; i++)
        fprintf(out, "%s\n", names.name[i]);
    free_names(&names);
}

/* Copies a template. The technology file, named relative to the template, gets the path
 * under which the reader of the copy finds it from anywhere. */
static void copy_template(FILE *out, FILE *file, const char *folder)
{
    static const char key[] = "technology: ../";
    char line[1024], here[SHIPPED_PATH_MAX] = "";
    int known = folder[0] == '/' || getcwd(here, sizeof here);
    while (fgets(line, sizeof line, file)) {
        if (known && !strncmp(line, key, sizeof key - 1))
            fprintf(out, "technology: %s%s%s/%s", here, here[0] ? "/" : "", folder,
                    line + sizeof key - 1);
        else
            fputs(line, out);
    }
}

int shipped_template(FILE *out, enum shipped_kind kind, const char *tool, FILE *errors)
{
    char folder[SHIPPED_PATH_MAX], path[SHIPPED_PATH_MAX];
    int known = !find_folder(folder, kind, 0) || !find_folder(folder, kind, 1);
    int length = !known ? SHIPPED_PATH_MAX
                        : snprintf(path, sizeof path, "%s/template/%s.yaml", folder, kinds[kind]);
    FILE *file = length < SHIPPED_PATH_MAX ? fopen(path, "r") : NULL;
    if (!file) {
        fprintf(errors, "%s: the template of a %s was not found\n", tool, kinds[kind]);
        return -1;
    }
    copy_template(out, file, folder);
    int failed = ferror(file);
    fclose(file);
    return failed ? -1 : 0;
}
