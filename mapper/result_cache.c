#include "mapper/result_cache.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cache_file.h"
#include "mapper/cache_entry.h"
#include "mapper/solver_version.h"

/* What was found under a key. */
struct found {
    struct map_cache_entry entry;
    struct map_result result; /* of its mapping */
    int is_mapping;           /* the entry is whole, and its mapping one of the problem */
    int is_ours;              /* ... and of this solver and model: its bound holds */
};

/* Why a kept result is not taken; returns 0 for the caller to return. */
#define BECAUSE(note, ...) (snprintf((note)->why, sizeof(note)->why, __VA_ARGS__), 0)

static int read_entry(const char *folder, const char *key, struct map_cache_entry *out,
                      struct map_cache_note *note)
{
    char text[MAP_CACHE_ENTRY_MAX];
    long size = cache_file_read(folder, key, text, sizeof text);
    if (size < 0)
        return errno == ENOENT || errno == ENOTDIR ? BECAUSE(note, "no entry")
                                                   : BECAUSE(note, "the entry cannot be read");
    if (map_cache_entry_read(out, text, (size_t)size) || strcmp(out->key, key))
        return BECAUSE(note, "damaged entry");
    return 1;
}

/* Shares of the objective, constant included, by which the best may be better than what was found:
 * at gap 0 the constant must not hide that something is open. */
static double gap_of(const struct map_canonical *canonical, double objective, double lower_bound,
                     double asked)
{
    double constant = asked > 0 ? canonical->constant : 0;
    double open = objective - lower_bound;
    return open > 0 ? open / (objective + constant) : 0;
}

/* What a search proves to is equal but for rounding. */
#define PROVEN 1e-9

static int is_enough(double gap, double asked)
{
    return gap <= (asked > PROVEN ? asked : PROVEN);
}

/* Looks a result up and judges it. Returns 1 if it is an answer; else note->why. */
static int look_up(const char *folder, const struct map_canonical *canonical, const char *key,
                   double asked, struct found *out, struct map_cache_note *note)
{
    struct map_cache_entry *entry = &out->entry;
    if (!read_entry(folder, key, entry, note))
        return 0;
    out->is_mapping =
        map_evaluate(&canonical->problem, &entry->mapping, &out->result, NULL) == MAP_OK;
    if (entry->solver != MAP_SOLVER_VERSION)
        return BECAUSE(note, "solver version %d, now %d", entry->solver, MAP_SOLVER_VERSION);
    if (!out->is_mapping)
        return BECAUSE(note, "the model changed: the mapping kept does not fit any more");
    double now = map_objective_value(&out->result, canonical->objective);
    if (now != entry->objective)
        return BECAUSE(note, "the model changed: the mapping kept costs %.9g, not %.9g", now,
                       entry->objective);
    out->is_ours = 1;
    double gap = gap_of(canonical, entry->objective, entry->lower_bound, asked);
    if (!is_enough(gap, asked))
        return BECAUSE(note, "gap %.3g %% there, %.3g asked", 100 * gap, 100 * asked);
    return 1;
}

static void take(const struct map_canonical *canonical, const struct found *found,
                 struct map_solution *out)
{
    const struct map_cache_entry *entry = &found->entry;
    *out = (struct map_solution){.mapping = entry->mapping,
                                 .result = found->result,
                                 .objective = entry->objective,
                                 .lower_bound = entry->lower_bound,
                                 .found = 1,
                                 .nests = entry->nests,
                                 .leaves = entry->leaves};
    out->proven = is_enough(gap_of(canonical, out->objective, out->lower_bound, 0), 0);
}

int map_may_end_early(const struct map_solve_options *options)
{
    return options->gap > 0 || options->time_limit_s > 0 || options->work_limit > 0;
}

/* The better of the caller's start and a kept mapping that is no answer; or NULL. */
static const struct map_mapping *choose_start(const struct map_canonical *canonical,
                                              const struct map_solve_options *options,
                                              const struct found *found)
{
    struct map_result result;
    const struct map_mapping *given = options->start;
    if (!map_may_end_early(options))
        return NULL;
    if (!found->is_mapping)
        return given;
    if (!given || map_evaluate(&canonical->problem, given, &result, NULL) != MAP_OK)
        return &found->entry.mapping;
    return map_objective_value(&result, canonical->objective) <
                   map_objective_value(&found->result, canonical->objective)
               ? given
               : &found->entry.mapping;
}

/* A search that was stopped before it began found nothing that it would not find again at once. */
static int is_worth_keeping(const struct found *old, const struct map_solution *s)
{
    return s->found && (s->proven || s->nests > 0) &&
           (!old->is_ours ||
            s->lower_bound / s->objective >= old->entry.lower_bound / old->entry.objective);
}

/* Keeps what a search found, unless what is there is nearer to its bound. */
static void keep(const char *folder, const char *key, const struct found *old,
                 const struct map_solution *s, struct map_cache_note *note)
{
    char text[MAP_CACHE_ENTRY_MAX];
    struct map_cache_entry entry = {.solver = MAP_SOLVER_VERSION,
                                    .objective = s->objective,
                                    .lower_bound = s->lower_bound,
                                    .nests = s->nests,
                                    .leaves = s->leaves,
                                    .mapping = s->mapping};
    if (!is_worth_keeping(old, s))
        return;
    memcpy(entry.key, key, sizeof entry.key);
    size_t size = map_cache_entry_write(&entry, text);
    if (cache_file_write(folder, key, text, size))
        note->unkept = errno;
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int map_solve_canonical_cached(const char *folder, const struct map_canonical *canonical,
                               const struct map_solve_options *options, struct map_solution *out,
                               struct map_cache_note *note)
{
    char key[MAP_KEY_SIZE];
    struct found found = {0};
    struct map_solve_options with_start = *options;
    double began_s = seconds_now();
    *note = (struct map_cache_note){0};
    if (!folder || options->bound_scale > 0) { /* what unsound bounds prove is not to be kept */
        with_start.start = choose_start(canonical, options, &found);
        return map_canonical_solve(canonical, &with_start, out);
    }
    map_canonical_key(canonical, key);
    note->hit = look_up(folder, canonical, key, options->gap, &found, note);
    if (note->hit) {
        take(canonical, &found, out);
        out->seconds = seconds_now() - began_s;
        return 0;
    }
    with_start.start = choose_start(canonical, options, &found);
    if (map_canonical_solve(canonical, &with_start, out))
        return -1;
    keep(folder, key, &found, out, note);
    return 0;
}

int map_solve_cached(const char *folder, const struct map_problem *problem,
                     const struct map_solve_options *options, struct map_solution *out,
                     struct map_cache_note *note)
{
    static const struct map_solve_options none;
    struct map_canonical canonical;
    struct map_solution found;
    struct map_cache_note unread;
    options = options ? options : &none;
    map_canonical_of(&canonical, problem, options);
    if (map_solve_canonical_cached(folder, &canonical, options, &found, note ? note : &unread))
        return -1;
    map_canonical_apply(problem, options->objective, &found, out);
    return 0;
}
