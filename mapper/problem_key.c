/* Two problems compared, and a problem named, value by value: a struct's padding says nothing. */
#include <assert.h>
#include <string.h>

#include "mapper/canonical.h"
#include "problem_fields.h"
#include "workloads/sha256.h"

/* A struct of the listed fields alone: as large as the real one, unless the list has a gap. */
struct listed {
#define X(type, name, values) type name[values];
    MAP_PROBLEM_FIELDS(X)
#undef X
};
static_assert(sizeof(struct listed) / 8 == (offsetof(struct map_problem, constraints) + 7) / 8,
              "a field of struct map_problem is missing in problem_fields.h");
#define X(type, name, values)                                                                      \
    static_assert(sizeof(((struct map_problem *)0)->name) == (values) * sizeof(type), #name);      \
    static_assert(offsetof(struct map_problem, name) == offsetof(struct listed, name), #name);
MAP_PROBLEM_FIELDS(X)
#undef X

static int equal_int(const int *a, const int *b, int count)
{
    return !memcmp(a, b, (size_t)count * sizeof *a);
}

static int equal_uint64_t(const uint64_t *a, const uint64_t *b, int count)
{
    return !memcmp(a, b, (size_t)count * sizeof *a);
}

static int equal_double(const double *a, const double *b, int count)
{
    for (int i = 0; i < count; i++)
        if (a[i] != b[i])
            return 0;
    return 1;
}

/* Constraints as numbers, without the lines that say them. */
enum {
    LIMITS = SITE_COUNT * DIM_COUNT * 2,
    ORDERS = SITE_COUNT * ORDER_SOURCES * DIM_COUNT,
    CONSTRAINT_NUMBERS = LIMITS + ORDERS + 2 + 1 + 4 * ARCH_NODES_MAX
};

static int *list_limits(const struct arch_constraints *c, int *to)
{
    for (int site = 0; site < SITE_COUNT; site++) {
        for (int d = 0; d < DIM_COUNT; d++) {
            *to++ = c->limit[site][d].least;
            *to++ = c->limit[site][d].most;
        }
        for (int source = 0; source < ORDER_SOURCES; source++)
            for (int d = 0; d < DIM_COUNT; d++)
                *to++ = c->order[site][source].outside[d];
    }
    return to;
}

static void list_constraints(const struct arch_constraints *c, int to[CONSTRAINT_NUMBERS])
{
    memset(to, 0, CONSTRAINT_NUMBERS * sizeof *to);
    to = list_limits(c, to);
    *to++ = (int)c->glb_keeps;
    *to++ = (int)c->glb_bypasses;
    *to++ = c->nodes.count;
    for (int i = 0; i < c->nodes.count; i++) {
        const struct arch_node *node = &c->nodes.node[i];
        *to++ = node->kind;
        *to++ = node->at;
        *to++ = node->what;
        *to++ = node->bound;
    }
}

static int equal_constraints(const struct arch_constraints *a, const struct arch_constraints *b)
{
    int x[CONSTRAINT_NUMBERS], y[CONSTRAINT_NUMBERS];
    list_constraints(a, x);
    list_constraints(b, y);
    return equal_int(x, y, CONSTRAINT_NUMBERS);
}

int map_canonical_equal(const struct map_canonical *a, const struct map_canonical *b)
{
    struct listed x, y;
    memcpy(&x, &a->problem, sizeof x);
    memcpy(&y, &b->problem, sizeof y);
#define X(type, name, values)                                                                      \
    if (!equal_##type(x.name, y.name, values))                                                     \
        return 0;
    MAP_PROBLEM_FIELDS(X)
#undef X
    return a->objective == b->objective && a->factors == b->factors && a->even == b->even &&
           a->most_cycles == b->most_cycles &&
           equal_constraints(&a->problem.constraints, &b->problem.constraints);
}

/* The bytes that the key is the hash of: numbers of 8 bytes, least first. */
struct byte_list {
    size_t count;
    unsigned char byte[4 * 8 + sizeof(struct listed) / sizeof(int) * 8 + CONSTRAINT_NUMBERS * 8];
};

static void add_number(struct byte_list *list, uint64_t number)
{
    for (int i = 0; i < 8; i++)
        list->byte[list->count++] = (unsigned char)(number >> 8 * i);
}

static void add_int(struct byte_list *list, const int *value, int count)
{
    for (int i = 0; i < count; i++)
        add_number(list, (uint64_t)(int64_t)value[i]);
}

static void add_uint64_t(struct byte_list *list, const uint64_t *value, int count)
{
    for (int i = 0; i < count; i++)
        add_number(list, value[i]);
}

static void add_double(struct byte_list *list, const double *value, int count)
{
    for (int i = 0; i < count; i++) {
        double positive = value[i] == 0 ? 0 : value[i]; /* no -0 */
        uint64_t bits;
        memcpy(&bits, &positive, sizeof bits);
        add_number(list, bits);
    }
}

void map_canonical_key(const struct map_canonical *canonical, char key[MAP_KEY_SIZE])
{
    struct byte_list list = {0};
    struct listed problem;
    memcpy(&problem, &canonical->problem, sizeof problem);
    int constraints[CONSTRAINT_NUMBERS];
    add_number(&list, (uint64_t)canonical->objective);
    add_number(&list, (uint64_t)canonical->factors);
    add_number(&list, (uint64_t)canonical->even);
    add_double(&list, &canonical->most_cycles, 1);
    list_constraints(&canonical->problem.constraints, constraints);
    add_int(&list, constraints, CONSTRAINT_NUMBERS);
#define X(type, name, values) add_##type(&list, problem.name, values);
    MAP_PROBLEM_FIELDS(X)
#undef X
    sha256_hex(list.byte, list.count, key);
}
