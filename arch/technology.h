/* A technology: what a toggle, a bit read or written and a bit moved cost at one
 * node, as read from arch/tech/NAME.yaml and the tables it names.
 *
 * Scaling. Cells are known at 45 nm and scaled by `logic.energy_scale`, memories
 * at the node of their runs and scaled by `memory.*_scale`; wires keep their
 * capacitance per length, so their energy goes with the voltage squared.
 */
#ifndef ARCH_TECHNOLOGY_H
#define ARCH_TECHNOLOGY_H

#include "arch/energy_table.h"
#include "arch/mac.h"
#include "regfile.h"
#include "sram.h"
#include "workloads/description.h"

enum technology_memory { MEMORY_BUFFER, MEMORY_SCRATCHPAD, MEMORY_COUNT };
enum technology_model { MODEL_CACTI, MODEL_ALADDIN }; /* of scratchpads */

struct technology {
    char name[64];
    double node_nm, voltage;
    struct mac_cells cells;
    double transistor_area_mm2;
    double wire_pj_per_bit_mm;
    int register_file; /* enum technology_model */
    struct technology_memory_model {
        struct sram sram[MEMORY_COUNT]; /* at the node of the runs */
        struct regfile regfile;         /* at 45 nm */
        struct sram_rules rules;
        double energy_scale, leakage_scale, area_scale;
    } memory;
    double logic_energy_scale;
    char cell[16];     /* cell type of the memories */
    int runs_nm;       /* node of the runs */
    struct desc *desc; /* the file, for provenance; owned */
    struct desc *dram; /* the DRAM types; owned */
};

/* One access of a memory, at the technology's node. */
struct technology_access {
    double read_pj, write_pj;
    double leakage_mw, area_mm2; /* of the whole memory */
    int extrapolated;
    char source[ARCH_SOURCE_MAX];
};

struct technology_options {
    const char *register_file;    /* "cacti", "aladdin" or NULL for the file's own */
    const char *const *overrides; /* "key=value"; those that begin with "technology." */
    size_t override_count;
};

/* Reads a technology. Returns 0, or -1 with all errors in `diag`. The caller frees
 * it with technology_free. `options` may be NULL. */
int technology_read(struct technology **out, const char *path,
                    const struct technology_options *options, struct diag_list *diag);

/* The same, from a text in place of the file; what it names is looked up beside `path`. */
int technology_read_text(struct technology **out, const char *path, const char *text, size_t length,
                         const struct technology_options *options, struct diag_list *diag);
void technology_free(struct technology *technology);

#define TECHNOLOGY_WHY_MAX SRAM_WHY_MAX

/* Estimates a memory of `capacity_bits` with accesses of `width_bits`; `depth_words`
 * (rows) matters for register files of the model aladdin only. Returns 0, or -1
 * with the reason in `why`. */
int technology_estimate(const struct technology *technology, enum technology_memory memory,
                        double capacity_bits, double width_bits, double depth_words,
                        struct technology_access *out, char why[TECHNOLOGY_WHY_MAX]);

/* Energy of a DRAM type per bit. Returns 0, or -1 for an unknown type, *near then being
 * the likeliest one meant, or NULL. */
int technology_dram(const struct technology *technology, const char *type, double *pj_per_bit,
                    char source[ARCH_SOURCE_MAX], const char **near);

/* Where the value at `block.key` of the technology file is from, in words. */
const char *technology_source(const struct technology *technology, const char *block,
                              const char *key);

/* True if a value at or below the node is marked `provisional:`. */
int technology_has_provisional(const struct desc_node *node);

/* True if a value of the file or of its DRAM types is marked `provisional:`. */
int technology_is_provisional(const struct technology *technology);

#endif
