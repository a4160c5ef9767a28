/* Timeloop v3.0's files: architecture with ERT (and ART), problem, mapping.
 *
 * What is read is the part of the syntax (version 0.3) that a timeloop_design can hold:
 *
 *   architecture: one subtree whose `local` lists storage (class DRAM, SRAM, regfile), outermost
 *     first, and one compute unit (intmac) last.
 *   ERT: read and write of each storage, mac_random of the MAC; `idle` of energy 0 is passed over.
 *   ART: areas, optional.
 *   problem: the convolution with dimensions C M R S N P Q, with G, or depthwise (Outputs over C).
 *   mapping: temporal, spatial and bypass of each level; residuals ("P=4,3").
 *
 * Everything else is an error with its place: nothing is passed over in silence.
 */
#ifndef MAPPER_TIMELOOP_FILE_H
#define MAPPER_TIMELOOP_FILE_H

#include <stdio.h>

#include "mapper/timeloop_design.h"
#include "workloads/diag.h"

/* Reads the files of `path`, which together hold architecture, ERT, problem and mapping, in any
 * order. Returns 0 and a design that can be counted, or -1 with every mistake in `diag`. */
int timeloop_read_files(struct timeloop_design *out, const char *const *path, size_t count,
                        struct diag_list *diag);

/* The same from one text, called `name` in messages, that holds all four. */
int timeloop_read_text(struct timeloop_design *out, const char *name, const char *text,
                       size_t length, struct diag_list *diag);

/* Write architecture with ERT and ART, problem, mapping: each is a file of its own. What is read
 * from them again is the same design, and is written as the same bytes. */
void timeloop_write_architecture(FILE *out, const struct timeloop_design *design);
void timeloop_write_problem(FILE *out, const struct timeloop_design *design);
void timeloop_write_mapping(FILE *out, const struct timeloop_design *design);

#endif
