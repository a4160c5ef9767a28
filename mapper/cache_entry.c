#include "mapper/cache_entry.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/sha256.h"

#define TITLE "enos cached mapping 1\n"

/* ---- writing ---- */

struct writer {
    char *text;
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void put(struct writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    w->length +=
        (size_t)vsnprintf(w->text + w->length, MAP_CACHE_ENTRY_MAX - w->length, format, arguments);
    va_end(arguments);
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void put_node(struct writer *w, const struct map_node *node)
{
    if (node->kind == NODE_KEEP)
        put(w, "keep %d %d\n", (int)node->level, (int)node->tensor);
    else if (node->kind == NODE_FOR)
        put(w, "for %d %d\n", (int)node->dim, node->bound);
    else
        put(w, "par %d %d %d\n", (int)node->dim, node->bound, node->axis);
}

/* The longest line of a node is "par D BOUND AXIS", with a bound of 10 digits. */
static_assert(sizeof TITLE + 500 + (size_t)MAP_NODES_MAX * 20 < MAP_CACHE_ENTRY_MAX,
              "an entry may be longer");

size_t map_cache_entry_write(const struct map_cache_entry *entry, char text[MAP_CACHE_ENTRY_MAX])
{
    struct writer w = {text, 0};
    char sum[MAP_KEY_SIZE];
    put(&w, TITLE "key %s\nsolver %d\n", entry->key, entry->solver);
    put(&w, "objective %016" PRIx64 "\nlower_bound %016" PRIx64 "\n", bits_of(entry->objective),
        bits_of(entry->lower_bound));
    put(&w, "work %" PRIu64 " %" PRIu64 "\nnodes %d\n", entry->nests, entry->leaves,
        entry->mapping.count);
    for (int i = 0; i < entry->mapping.count; i++)
        put_node(&w, &entry->mapping.node[i]);
    sha256_hex(text, w.length, sum);
    put(&w, "sha256 %s\n", sum);
    return w.length;
}

/* ---- reading ----
 *
 * Takes what looks like an entry, and refuses it unless writing it gives the same bytes: blanks,
 * signs, leading zeros, a wrong sum and everything else that the writer does not write. */

struct reader {
    const char *at; /* ends with a zero */
    int failed;
};

static void skip(struct reader *r, const char *text)
{
    size_t length = strlen(text);
    if (r->failed || strncmp(r->at, text, length))
        r->failed = 1;
    else
        r->at += length;
}

static uint64_t take(struct reader *r, int base)
{
    char *end = NULL;
    if (r->failed)
        return 0;
    uint64_t value = strtoull(r->at, &end, base);
    r->failed = end == r->at;
    r->at = end;
    return value;
}

/* A number from 0 to `most`. */
static int take_int(struct reader *r, const char *before, int most)
{
    skip(r, before);
    uint64_t value = take(r, 10);
    r->failed |= value > (uint64_t)most;
    return r->failed ? 0 : (int)value;
}

static double take_double(struct reader *r, const char *before)
{
    double value;
    skip(r, before);
    uint64_t bits = take(r, 16);
    memcpy(&value, &bits, sizeof value);
    r->failed |= !isfinite(value);
    return value;
}

static void take_key(struct reader *r, const char *before, char key[MAP_KEY_SIZE])
{
    skip(r, before);
    if (!r->failed && strspn(r->at, "0123456789abcdef") == MAP_KEY_SIZE - 1) {
        memcpy(key, r->at, MAP_KEY_SIZE - 1);
        r->at += MAP_KEY_SIZE - 1;
    } else {
        r->failed = 1;
    }
}

static void take_node(struct reader *r, struct map_node *node)
{
    if (!strncmp(r->at, "keep ", 5)) {
        node->kind = NODE_KEEP;
        node->level = (enum map_level)take_int(r, "keep ", LEVEL_COUNT - 1);
        node->tensor = (enum tensor)take_int(r, " ", TENSOR_COUNT - 1);
    } else {
        node->kind = r->at[0] == 'f' ? NODE_FOR : NODE_PAR;
        skip(r, node->kind == NODE_FOR ? "for" : "par");
        node->dim = (enum dim)take_int(r, " ", DIM_COUNT - 1);
        node->bound = take_int(r, " ", INT32_MAX);
        node->axis = node->kind == NODE_PAR ? take_int(r, " ", 1) : 0;
    }
    skip(r, "\n");
}

static void take_entry(struct reader *r, struct map_cache_entry *out)
{
    skip(r, TITLE);
    take_key(r, "key ", out->key);
    out->solver = take_int(r, "\nsolver ", INT32_MAX);
    out->objective = take_double(r, "\nobjective ");
    out->lower_bound = take_double(r, "\nlower_bound ");
    skip(r, "\nwork ");
    out->nests = take(r, 10);
    skip(r, " ");
    out->leaves = take(r, 10);
    out->mapping.count = take_int(r, "\nnodes ", MAP_NODES_MAX);
    skip(r, "\n");
    for (int i = 0; i < out->mapping.count && !r->failed; i++)
        take_node(r, &out->mapping.node[i]);
}

int map_cache_entry_read(struct map_cache_entry *out, const char *text, size_t size)
{
    char copy[MAP_CACHE_ENTRY_MAX];
    *out = (struct map_cache_entry){0};
    if (size >= sizeof copy)
        return -1;
    memcpy(copy, text, size);
    copy[size] = '\0';
    struct reader r = {copy, 0};
    take_entry(&r, out);
    if (r.failed)
        return -1;
    size_t length = map_cache_entry_write(out, copy);
    return length == size && !memcmp(copy, text, size) ? 0 : -1;
}
