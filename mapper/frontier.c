#include "frontier.h"

#include <math.h>
#include <stdlib.h>

#include "bound.h"

/* Room for one more element. Returns the array, or NULL without memory. */
static void *room(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t more = *capacity ? 2 * *capacity : 256;
    void *grown = realloc(array, more * size);
    if (grown)
        *capacity = more;
    return grown;
}

int frontier_add_path(struct frontier *f, int path, double bound)
{
    struct open_path *array = room(f->path, f->paths, &f->path_capacity, sizeof *array);
    if (array == NULL)
        return -1;
    f->path = array;
    f->path[f->paths++] = (struct open_path){bound, path};
    return 0;
}

static int add_nest(struct frontier *f, const struct lower_nest *nest)
{
    struct lower_nest *array = room(f->nest, f->nests, &f->nest_capacity, sizeof *array);
    if (array == NULL)
        return -1;
    f->nest = array;
    f->nest[f->nests++] = *nest;
    return 0;
}

int frontier_add_candidate(struct frontier *f, const struct candidate *candidate)
{
    struct candidate *array =
        room(f->candidate, f->candidates, &f->candidate_capacity, sizeof *array);
    if (array == NULL)
        return -1;
    f->candidate = array;
    f->candidate[f->candidates++] = *candidate;
    return 0;
}

int frontier_add_nest(struct frontier *f, struct solver *s, const struct lower_nest *nest)
{
    struct laying l;
    struct known_bounds known;
    unsigned sets = lower_kept_sets(s, nest);
    laying_start(s, nest, (1u << TENSOR_COUNT) - 1, &l);
    l.is_whole = 1;
    l.known = &known;
    known_clear(&known);
    if (add_nest(f, nest) != 0)
        return -1;
    for (unsigned kept = 0; kept < 8; kept++) {
        if (!(sets >> kept & 1) || is_stopped(s))
            continue;
        double bound = bound_laying(s, &l, kept, 0);
        struct candidate c = {bound_taken(s, bound), (int)f->nests - 1, kept};
        if (is_hopeless(s, bound) && !is_promising(s, bound))
            continue;
        if (frontier_add_candidate(f, &c) != 0)
            return -1;
    }
    return 0;
}

void frontier_forget_nests(struct frontier *f)
{
    f->nests = 0;
}

static int compare_paths(const void *a, const void *b)
{
    const struct open_path *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    return (x->path > y->path) - (x->path < y->path);
}

struct open_path *frontier_take_paths(struct frontier *f, double limit, size_t *count)
{
    size_t due = 0, rest = 0;
    struct open_path *taken = malloc((f->paths + 1) * sizeof *taken);
    for (size_t i = 0; taken && i < f->paths; i++) {
        if (f->path[i].bound <= limit)
            taken[due++] = f->path[i];
        else
            f->path[rest++] = f->path[i];
    }
    f->paths = taken ? rest : f->paths;
    *count = due;
    if (due > 1)
        qsort(taken, due, sizeof *taken, compare_paths);
    return taken;
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    if (x->kept != y->kept)
        return x->kept > y->kept ? -1 : 1; /* more kept first */
    return (x->nest > y->nest) - (x->nest < y->nest);
}

struct candidate *frontier_take_candidates(struct frontier *f, double limit, size_t *count)
{
    size_t due = 0, rest = 0;
    struct candidate *taken = malloc((f->candidates + 1) * sizeof *taken);
    for (size_t i = 0; taken && i < f->candidates; i++) {
        if (f->candidate[i].bound <= limit)
            taken[due++] = f->candidate[i];
        else
            f->candidate[rest++] = f->candidate[i];
    }
    f->candidates = taken ? rest : f->candidates;
    *count = due;
    if (due > 1)
        qsort(taken, due, sizeof *taken, compare);
    return taken;
}

double frontier_least(const struct frontier *f)
{
    double least = INFINITY;
    for (size_t i = 0; i < f->paths; i++)
        least = fmin(least, f->path[i].bound);
    for (size_t i = 0; i < f->candidates; i++)
        least = fmin(least, f->candidate[i].bound);
    return least;
}

size_t frontier_bytes(const struct frontier *f)
{
    return f->path_capacity * sizeof *f->path + f->candidate_capacity * sizeof *f->candidate +
           f->nest_capacity * sizeof *f->nest;
}

void frontier_free(struct frontier *f)
{
    free(f->path);
    free(f->candidate);
    free(f->nest);
    *f = (struct frontier){0};
}
