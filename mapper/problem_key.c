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
static_assert(sizeof(struct listed) == sizeof(struct map_problem),
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
    return a->objective == b->objective;
}

/* The bytes that the key is the hash of: numbers of 8 bytes, least first. */
struct byte_list {
    size_t count;
    unsigned char byte[8 + sizeof(struct listed) / sizeof(int) * 8];
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
    add_number(&list, (uint64_t)canonical->objective);
#define X(type, name, values) add_##type(&list, problem.name, values);
    MAP_PROBLEM_FIELDS(X)
#undef X
    sha256_hex(list.byte, list.count, key);
}
