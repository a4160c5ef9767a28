/* Can any mapping obey? */
#include <stdlib.h>

#include "constrain_room.h"
#include "constrain_split.h"

/* Lines of clauses, each once. */
struct lines {
    int line[2 * SITE_COUNT * DIM_COUNT + 2];
    int count;
};

static void add_line(struct lines *lines, const struct arch_clause *by)
{
    for (int i = 0; i < lines->count; i++)
        if (lines->line[i] == by->line)
            return;
    if (by->key != CONSTRAINT_NONE)
        lines->line[lines->count++] = by->line;
}

static int compare_lines(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* "lines 9, 12 and --set" */
static void write_lines(struct lines *lines, char *out, size_t size)
{
    size_t used = 0;
    qsort(lines->line, (size_t)lines->count, sizeof *lines->line, compare_lines);
    int in_file = lines->count - (lines->count && lines->line[0] == ARCH_LINE_SET);
    snprintf(out, size, "%s", lines->count ? "" : "constraints");
    for (int i = lines->count - in_file; i < lines->count && used < size; i++) {
        const char *before = used ? ", " : in_file > 1 ? "lines " : "line ";
        used += (size_t)snprintf(out + used, size - used, "%s%d", before, lines->line[i]);
    }
    if (in_file < lines->count && used < size)
        snprintf(out + used, size - used, "%s--set", used ? ", " : "");
}

#define REFUSE(...)                                                                                \
    do {                                                                                           \
        if (reason)                                                                                \
            snprintf(reason, MAP_REASON_MAX, __VA_ARGS__);                                         \
        return 1;                                                                                  \
    } while (0)

/* One site that asks for more than it allows: two clauses. */
static int check_pair(const struct map_problem *p, int site, int d, char *reason)
{
    const struct arch_limit *limit = &p->constraints.limit[site][d];
    char least[ARCH_CLAUSE_MAX], most[ARCH_CLAUSE_MAX];
    if (map_least(p, (enum arch_site)site, (enum dim)d) <=
        map_most(p, (enum arch_site)site, (enum dim)d))
        return 0;
    arch_clause_text(least, &p->constraints, &limit->least_by);
    arch_clause_text(most, &p->constraints, &limit->most_by);
    REFUSE("%s asks for %c %d at %s, %s allows %d", least, dim_letters[d], limit->least,
           arch_site_names[site], most, limit->most);
}

/* More than an axis has room for, because all of a dimension is asked for there. */
static int check_room_along(const struct map_problem *p, int site, int d, char *reason)
{
    int least = map_least(p, (enum arch_site)site, (enum dim)d);
    int size = p->axis_size[site == SITE_X ? 0 : 1];
    char by[ARCH_CLAUSE_MAX];
    if ((site != SITE_X && site != SITE_Y) || least <= size)
        return 0;
    arch_clause_text(by, &p->constraints, &p->constraints.limit[site][d].least_by);
    REFUSE("%s asks for %c %d on axis %s, which has %d PEs", by, dim_letters[d], least,
           arch_site_names[site], size);
}

/* "DRAM 1, GLB 2 to 4, X up to 14": what a dimension may be at each site. */
static void write_limits(const struct map_problem *p, int d, char *out, size_t size)
{
    size_t used = 0;
    for (int site = 0; site < SITE_COUNT && used < size; site++) {
        int least = map_least(p, (enum arch_site)site, (enum dim)d);
        int most = map_split_most(p, site, d);
        const char *name = arch_site_names[site], *comma = used ? ", " : "";
        if (least == most)
            used += (size_t)snprintf(out + used, size - used, "%s%s %d", comma, name, least);
        else if (most < INT_MAX)
            used +=
                (size_t)snprintf(out + used, size - used, "%s%s %d-%d", comma, name, least, most);
        else
            used += (size_t)snprintf(out + used, size - used, "%s%s >= %d", comma, name, least);
    }
}

static void add_limit_lines(const struct map_problem *p, int site, int d, struct lines *lines)
{
    const struct arch_limit *limit = &p->constraints.limit[site][d];
    if (limit->least > 1)
        add_line(lines, &limit->least_by);
    if (limit->most)
        add_line(lines, &limit->most_by);
}

static int refuse_split(const struct map_problem *p, int d, char *reason)
{
    struct lines lines = {.count = 0};
    char limits[100], where[60];
    for (int site = 0; site < SITE_COUNT; site++)
        add_limit_lines(p, site, d, &lines);
    if (map_split_most(p, SITE_GLB, d) == 1 && p->constraints.glb_bypasses)
        add_line(&lines, &p->constraints.glb_bypasses_by);
    write_limits(p, d, limits, sizeof limits);
    write_lines(&lines, where, sizeof where);
    REFUSE("%c = %d cannot be made up of %s (%s)", dim_letters[d], p->size[d], limits, where);
}

/* All dimensions together on an axis (0, 1), or on the array (2). */
static int check_axis(const struct map_problem *p, const struct split_needs needs[DIM_COUNT],
                      int axis, char *reason)
{
    struct lines lines = {.count = 0};
    double total = 1;
    char where[100];
    for (int d = 0; d < DIM_COUNT; d++) {
        long need = axis == 2 ? needs[d].both : needs[d].along[axis];
        total *= (double)need;
        for (int site = 0; site < SITE_COUNT && need > 1; site++)
            add_limit_lines(p, site, d, &lines);
    }
    double room = axis == 2 ? (double)p->axis_size[0] * p->axis_size[1] : p->axis_size[axis];
    if (total <= room)
        return 0;
    write_lines(&lines, where, sizeof where);
    REFUSE("the factors need %.0f PEs %s, the array has %.0f (%s)", total,
           axis == 2   ? "in all"
           : axis == 0 ? "along X"
                       : "along Y",
           room, where);
}

static int check_splits(const struct map_problem *p, enum map_factors factors, char *reason)
{
    struct split_needs needs[DIM_COUNT];
    for (int d = 0; d < DIM_COUNT; d++)
        if (!map_split_exists(p, factors, (enum dim)d, &needs[d]))
            return refuse_split(p, d, reason);
    for (int axis = 0; axis < 3; axis++)
        if (check_axis(p, needs, axis, reason))
            return 1;
    return 0;
}

static int refuse_room(const struct map_problem *p, const char *what, const int *site, int sites,
                       const struct arch_clause *also, char *reason)
{
    struct lines lines = {.count = 0};
    char where[80];
    for (int i = 0; i < sites; i++)
        for (int d = 0; d < DIM_COUNT; d++)
            if (p->constraints.limit[site[i]][d].least > 1)
                add_line(&lines, &p->constraints.limit[site[i]][d].least_by);
    if (also)
        add_line(&lines, also);
    write_lines(&lines, where, sizeof where);
    REFUSE("%.115s (%.75s)", what, where);
}

static int check_room(const struct map_problem *p, char *reason)
{
    static const int spad[] = {SITE_SPAD}, all[] = {SITE_GLB, SITE_X, SITE_Y, SITE_SPAD};
    struct room_needs needs;
    char what[120];
    map_room_needs(p, &needs);
    if (needs.spads > 0) {
        snprintf(what, sizeof what,
                 "the least factors of SPAD need %llu bits more than any scratchpad holds",
                 (unsigned long long)needs.spads);
        return refuse_room(p, what, spad, 1, NULL, reason);
    }
    if (!p->has_glb || needs.glb <= p->glb_bits)
        return 0;
    snprintf(what, sizeof what, "the least tiles in the GLB need %llu bits, it holds %llu",
             (unsigned long long)needs.glb, (unsigned long long)p->glb_bits);
    return refuse_room(p, what, all, 4, &p->constraints.glb_keeps_by, reason);
}

/* The one mapping that is allowed: is it one, and does it obey the other keys? */
static int check_fixed(const struct map_problem *p, const struct map_mapping *fixed, char *reason)
{
    struct map_result result;
    char why[MAP_REASON_MAX], by[ARCH_CLAUSE_MAX];
    arch_clause_text(by, &p->constraints, &p->constraints.nodes_by);
    if (!map_constraints_obey(p, fixed, why) || map_evaluate(p, fixed, &result, why) != MAP_OK)
        REFUSE("%s: %.110s", by, why);
    return 0;
}

int map_constraints_contradict(const struct map_problem *problem, enum map_factors factors,
                               char reason[MAP_REASON_MAX])
{
    struct map_mapping fixed;
    if (!map_constraints_any(problem))
        return 0;
    if (map_constraints_fixed(problem, &fixed))
        return check_fixed(problem, &fixed, reason);
    for (int d = 0; d < DIM_COUNT; d++)
        for (int site = 0; site < SITE_COUNT; site++)
            if (check_pair(problem, site, d, reason) || check_room_along(problem, site, d, reason))
                return 1;
    return check_splits(problem, factors, reason) || check_room(problem, reason);
}
