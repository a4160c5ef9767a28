/* The files of a run: what goes where, and whose folder it is. */
#ifndef TOOLS_MAP_FILES_H
#define TOOLS_MAP_FILES_H

#include "map_options.h"
#include "map_screen.h"
#include "mapper/provenance.h"
#include "result_set.h"

enum { MAP_INPUTS_MAX = 5 };

/* The provenance of a run, and what its pointers point to. */
struct map_origin {
    struct provenance provenance;
    struct provenance_input *input; /* owned */
    char *command_line;             /* owned */
};

/* Collects machine, technology, network, mapping file, ERT and the overrides.
 * `mapping_sha256` is NULL without a mapping file. Returns 0, or -1 when memory is
 * short. The strings of all arguments must outlive it. */
int map_origin_create(struct map_origin *out, const struct map_options *options,
                      const struct arch_machine *machine, const struct network *network,
                      const char *mapping_sha256, int argc, char *const *argv);
void map_origin_free(struct map_origin *origin);

#define MAP_FOLDER_MAX 1024

/* out/MACHINE-NETWORK, or what --out says. */
void map_files_folder(char folder[MAP_FOLDER_MAX], const struct map_options *options,
                      const struct arch_machine *machine, const struct network *network);

/* Checks that the folder is empty, new, or holds results of this machine and network;
 * if not, writes to `messages` whose they are. Tells there too, unless `quiet`, in what
 * the older results differ. Returns 0, or -1 when the folder is another's. */
int map_files_check_owner(const char *folder, const struct provenance *provenance, int quiet,
                          FILE *messages);

/* Writes the five files of the folder (NULL: none), and those of --json=FILE and
 * --csv=FILE.
 * Returns 0, or -1 with what failed on `messages`; then nothing new is left. */
int map_files_write(const struct map_view *view, const struct map_options *options,
                    const struct provenance *provenance, const char *folder, FILE *messages);

/* summary.json as text, malloc'd, or NULL when memory is short. */
char *map_summary_json(const struct map_view *view, const struct provenance *provenance);

#endif
