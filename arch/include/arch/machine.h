/* A machine: storage levels, one array of processing elements, its network on
 * chip and its MAC, as read from arch/NAME.yaml, with every energy resolved.
 *
 * The shape described: DRAM -> optional shared buffer (GLB) -> delivery and
 * collection networks -> rows x columns PEs, each with scratchpads (one per
 * tensor, or one shared) -> MAC.
 */
#ifndef ARCH_MACHINE_H
#define ARCH_MACHINE_H

#include "arch/area.h"
#include "arch/constraints.h"
#include "arch/energy_table.h"
#include "arch/mac.h"
#include "workloads/diag.h"
#include "workloads/layer.h"
#include "workloads/operator.h"

#define ARCH_NAME_MAX 64
#define ARCH_CHOICES_MAX 32
#define ARCH_STORAGE_MAX 8
#define ARCH_BANKS_MAX 256

enum arch_axis { AXIS_X, AXIS_Y, AXIS_COUNT }; /* X: columns, Y: rows */
enum arch_multicast { MULTICAST_ANY, MULTICAST_IDENTICAL, MULTICAST_NONE };
enum arch_reduce { REDUCE_NONE, REDUCE_LINK };
enum arch_place { PLACE_OFF_CHIP, PLACE_CHIP, PLACE_PE };

struct arch_storage {
    char name[ARCH_NAME_MAX];
    enum arch_place place;
    uint64_t capacity_bits;     /* per instance; 0: unlimited (DRAM) */
    int word_bits;              /* width of one access; PE scratchpads: the widest access */
    double read_bits_per_cycle; /* 0: unlimited */
    double write_bits_per_cycle;
    unsigned keeps;    /* bit t: may hold tensor t */
    unsigned bypasses; /* bit t: tensor t may go past it */
    int double_buffer;
    int has_port_per_tensor; /* 1: banks, each tensor's with ports of its own; buffers alone */
    /* DRAM alone: */
    double latency_cycles; /* from a request to its first word */
    int burst_bits;        /* a transfer passes a multiple; 0: any number */
    int banks;             /* each keeps one row open; 0: no rows */
    uint64_t row_bits;
    double row_miss_cycles; /* to open another row */
};

/* Energy of moving or holding one word of `bits` bits; see arch/energy_table.h. */
struct arch_choice_energy {
    double mac_pj; /* E_OP: one term, all its additions, or one lane's product */
    /* one access of the scratchpad of tensor t at the width the choice uses
     * (lanes x bits for packed operands) */
    double spad_read_pj[TENSOR_COUNT];
    double spad_write_pj[TENSOR_COUNT];
};

struct arch_choice {
    struct choice choice;
    int psum_bits;
    int lanes;           /* terms of one step */
    enum dim lane_dim;   /* DIM_C: products summed together; DIM_M: a psum each */
    int cycles_per_step; /* cycles of one step (all lanes) */
    struct arch_choice_energy energy;
};

struct arch_machine {
    char name[ARCH_NAME_MAX];
    char description[160];
    char file[512];
    char sha256[65]; /* of the machine file's bytes */
    char technology_file[512];
    char technology_sha256[65];
    double tech_nm, voltage, clock_hz;
    int rows, columns;
    struct arch_storage storage[ARCH_STORAGE_MAX]; /* outermost first */
    int storage_count;
    /* index into storage; -1 when the machine has none */
    int dram, glb, spad[TENSOR_COUNT]; /* equal indices: one shared register file */
    enum arch_multicast multicast;
    enum arch_reduce reduce[AXIS_COUNT];
    /* per delivery network, and of the collection network; 0: unlimited */
    double noc_delivery_bits_per_cycle[TENSOR_COUNT];
    double noc_collect_bits_per_cycle;
    int noc_fifo_words; /* that can wait before each scratchpad; 0: as many as a tile has */
    /* energies, pJ per bit */
    double dram_read_pj_per_bit, dram_write_pj_per_bit;
    double glb_read_pj_per_bit, glb_write_pj_per_bit;
    double noc_inject_pj_per_bit;  /* a word enters or leaves the array */
    double noc_deliver_pj_per_bit; /* a word is taken by one more PE */
    double noc_link_pj_per_bit;    /* a psum moves to the neighbouring PE */
    double pe_pitch_mm;            /* 0: the file gives no block `pe` */
    struct arch_area area;
    struct arch_choice choice[ARCH_CHOICES_MAX];
    int choice_count;
    int zero_gating; /* 1: a step whose inputs are all zero reads no weight and does no term */
    struct arch_constraints constraints; /* as the file says, for any layer; all zero: none */
    struct mac_cells cells;              /* of the technology; what E_OP is computed with */
    int provisional;                     /* 1: some energy comes from a `provisional:` entry */
    struct arch_energy_table *energies;  /* where the energies above are from; owned */
};

struct arch_options {
    const char *register_file; /* "cacti", "aladdin" or NULL for the file's own */
    /* "key=value" strings, or NULL: keys of the machine file, and after "technology."
     * keys of the technology file. */
    const char *const *overrides;
    size_t override_count;
    /* Folder of the machines that ship (it holds tech/): searched for a technology that
     * does not lie beside the machine; or NULL. */
    const char *library;
    struct mac_memo *memo;         /* of MACs, for who reads many machines; or NULL */
    const char *energy_table_file; /* Accelergy ERT that replaces energies, or NULL */
    /* Who prices the terms of choices of modes other than "digital"; borrowed. */
    const struct mac_provider *providers;
    size_t provider_count;
};

/* Reads a machine. Errors go to `diag`, all of them. Returns 0 and a machine the
 * caller frees with arch_machine_free, or -1. `options` may be NULL. */
int arch_machine_read(struct arch_machine **out, const char *path,
                      const struct arch_options *options, struct diag_list *diag);

/* The same, from a text in place of the file; what it names is looked up beside `path`. */
int arch_machine_read_text(struct arch_machine **out, const char *path, const char *text,
                           size_t length, const struct arch_options *options,
                           struct diag_list *diag);
void arch_machine_free(struct arch_machine *machine);

/* Index of the choice that is written `name` ("T8"), or -1. */
int arch_choice_index(const struct arch_machine *machine, const char *name);

/* Bits of one scratchpad access of a step: all lanes' weights, all lanes' inputs (one
 * input when the lanes lie on M), one partial sum (all lanes' when they lie on M). */
int arch_access_bits(const struct arch_choice *choice, enum tensor tensor);

#endif
