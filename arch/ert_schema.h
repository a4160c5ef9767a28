/* What an Accelergy energy reference table (version 0.3) says. */
#ifndef ARCH_ERT_SCHEMA_H
#define ARCH_ERT_SCHEMA_H

#include "arch/energy_table.h"
#include "workloads/description_read.h"

#define ERT_NAME_MAX 256

struct ert_text {
    double version;
    const struct desc_node *tables; /* a list of components */
};

struct ert_component {
    char name[ERT_NAME_MAX];         /* "system.filter[0..167]" */
    const struct desc_node *actions; /* a list */
};

struct ert_action {
    char name[ARCH_ACTION_MAX];
    const struct desc_node *arguments; /* NULL or "null": of every width */
    double energy_pj;
};

extern const struct desc_schema ert_schema;           /* struct ert_text */
extern const struct desc_schema ert_component_schema; /* struct ert_component */
extern const struct desc_schema ert_action_schema;    /* struct ert_action */
extern const struct desc_schema ert_arguments_schema; /* int: bits */

#endif
