/* Energy of a register file by depth alone, as Accelergy's Aladdin plug-in has it
 * (arch/tech/aladdin.csv): one read or write, whatever the width, at 45 nm. */
#ifndef ARCH_REGFILE_H
#define ARCH_REGFILE_H

#include "curve.h"
#include "workloads/diag.h"

struct regfile {
    struct curve energy; /* pJ over depth in words, a power law between the points */
};

#define REGFILE_WHY_MAX 160

/* Reads the table. Returns 0, or -1 with the reasons in `diag`. */
int regfile_read(struct regfile *out, const char *path, struct diag_list *diag);

/* Energy of one access at 45 nm, pJ. Depths from the first point / `below` to the
 * last point x `above` are answered; else -1 with the reason in `why`. */
int regfile_access_pj(const struct regfile *regfile, double below, double above, double depth_words,
                      double *out, char why[REGFILE_WHY_MAX]);

#endif
