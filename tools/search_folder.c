#include "search_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result_set.h"
#include "result_text.h"
#include "search/checkpoint.h"
#include "search_assign.h"
#include "workloads/file_bytes.h"

static const char identity_key[] = "# identity: ";

int search_folder_name(struct search_folder *out, const struct search_inputs *inputs,
                       const struct search_request *request, FILE *errors)
{
    const struct search_run *run = inputs->run;
    char assignment[64];
    int length;
    if (request->assign)
        search_assign_name(request->assign, assignment);
    if (request->out || run->out[0])
        length =
            snprintf(out->path, sizeof out->path, "%s", request->out ? request->out : run->out);
    else
        length = snprintf(out->path, sizeof out->path, "out/%s-%s", run->name,
                          request->assign ? assignment : run_modes[run->mode]);
    for (size_t n = strlen(out->path); n > 1 && out->path[n - 1] == '/'; n--)
        out->path[n - 1] = '\0';
    snprintf(out->checkpoints, sizeof out->checkpoints, "%s/checkpoints", out->path);
    snprintf(out->tables, sizeof out->tables, "%s/tables.csv", out->path);
    if (length < (int)sizeof out->path - 64)
        return 0;
    fputs("enos-search: the name of the folder is too long\n", errors);
    return -1;
}

/* Reads the identity that a run.yaml states. Returns 1, or 0 if there is none. */
static int read_identity(const char *folder, char out[65])
{
    char path[RESULT_FOLDER_MAX + 16], line[8192];
    int found = 0;
    snprintf(path, sizeof path, "%s/run.yaml", folder);
    FILE *file = fopen(path, "r");
    while (file && !found && fgets(line, sizeof line, file)) {
        found = !strncmp(line, identity_key, sizeof identity_key - 1);
        if (found)
            snprintf(out, 65, "%.64s", line + sizeof identity_key - 1);
    }
    if (file)
        fclose(file);
    return found;
}

uint64_t search_folder_epochs(const struct search_folder *folder)
{
    char path[CHECKPOINT_PATH_MAX];
    uint64_t epochs = 0;
    struct diag_list *ignored;
    if (diag_create(&ignored))
        return 0;
    int found = checkpoint_latest(path, &epochs, folder->checkpoints, ignored);
    diag_free(ignored);
    return found ? epochs : 0;
}

static int is_there(const struct search_folder *folder, const char *name)
{
    char path[RESULT_FOLDER_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    return access(path, F_OK) == 0;
}

int search_folder_check(const struct search_folder *folder, const struct search_request *request,
                        const char *identity, FILE *errors)
{
    char old[65];
    if (!read_identity(folder->path, old)) {
        if (!is_there(folder, "summary.json") && !is_there(folder, "sim.json"))
            return 0;
        fprintf(errors,
                "enos-search: %s holds the results of another command\n"
                "   hint: give another --out DIR\n",
                folder->path);
        return -1;
    }
    if (request->fresh)
        return 0;
    if (strcmp(old, identity) != 0) {
        fprintf(errors,
                "enos-search: %s holds another run: its run, network, tables or data differ\n"
                "   hint: give another --out DIR, or --fresh to lose what is there\n",
                folder->path);
        return -1;
    }
    uint64_t epochs = search_folder_epochs(folder);
    if (request->resume || !epochs)
        return 0;
    fprintf(errors,
            "enos-search: %s holds %llu epochs of this run\n"
            "   hint: --resume goes on from there; --fresh begins anew\n",
            folder->path, (unsigned long long)epochs);
    return -1;
}

static void remove_checkpoints(const struct search_folder *folder)
{
    DIR *listing = opendir(folder->checkpoints);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL) {
        char path[RESULT_FOLDER_MAX + 300];
        snprintf(path, sizeof path, "%s/%s", folder->checkpoints, entry->d_name);
        if (strstr(entry->d_name, ".checkpoint"))
            unlink(path);
    }
    if (listing)
        closedir(listing);
}

/* Holds the folder; a process that ends, however, lets it go. Returns 0, or -1 with a message. */
static int lock(struct search_folder *folder, FILE *errors)
{
    char path[RESULT_FOLDER_MAX + 32];
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    snprintf(path, sizeof path, "%s/.lock", folder->checkpoints);
    folder->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (folder->lock < 0) {
        fprintf(errors, "enos-search: cannot write %s: %s\n", path, strerror(errno));
        return -1;
    }
    if (!fcntl(folder->lock, F_SETLK, &whole) || (errno != EACCES && errno != EAGAIN))
        return 0; /* or a filesystem without locks */
    fprintf(errors, "enos-search: another enos-search is at work in %s\n", folder->path);
    return -1;
}

void search_folder_unlock(struct search_folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    folder->lock = -1;
}

/* What a run before left. */
static void remove_results(const struct search_folder *folder)
{
    static const char *const name[] = {
        "run.yaml",     "log.csv",   "log.jsonl", "network.yaml", "weights.safetensors",
        "summary.json", "pareto.csv"};
    char path[RESULT_FOLDER_MAX + 32];
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, name[i]);
        unlink(path);
    }
    remove_checkpoints(folder);
}

struct run_text {
    const struct search_run *run;
    const struct provenance *provenance;
    const char *identity;
};

static void write_run(FILE *out, const void *context)
{
    const struct run_text *text = context;
    provenance_write(out, text->provenance, "run");
    fprintf(out, "%s%s\n", identity_key, text->identity);
    run_write_yaml(out, text->run);
}

static int write_files(const struct search_folder *folder, const struct run_text *text,
                       const struct search_tables *tables, FILE *errors)
{
    char path[RESULT_FOLDER_MAX + 16];
    struct result_set *set;
    if (result_set_create(&set, NULL)) {
        fputs("enos-search: out of memory\n", errors);
        return -1;
    }
    snprintf(path, sizeof path, "%s/run.yaml", folder->path);
    int status = result_text_add(set, path, write_run, text, search_option_set.tool, errors);
    if (!status && (result_set_add(set, folder->tables, tables->text, tables->size) ||
                    result_set_commit(set))) {
        fprintf(errors, "enos-search: cannot write %s\n", result_set_error(set));
        status = -1;
    }
    result_set_free(set);
    return status;
}

int search_folder_begin(struct search_folder *folder, const struct search_request *request,
                        const struct search_inputs *inputs, const char *identity,
                        const struct provenance *provenance, FILE *errors)
{
    struct run_text text = {inputs->run, provenance, identity};
    if (result_folder_make(folder->checkpoints)) {
        fprintf(errors, "enos-search: cannot make the folder %s: %s\n", folder->checkpoints,
                strerror(errno));
        return -1;
    }
    if (lock(folder, errors))
        return -1;
    if (request->fresh)
        remove_results(folder);
    if (request->resume && search_folder_epochs(folder) > 0)
        return 0;
    return write_files(folder, &text, &inputs->tables, errors);
}
