/* The result cache: what is kept is used, what is not an answer says why. */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mapper/cache_entry.h"
#include "mapper/result_cache.h"
#include "mapper/solver_version.h"
#include "oracle/cases.h"

/* A folder of its own, and a problem for it. */
struct fixture {
    char folder[64], path[192];
    struct map_problem problem;
    struct map_canonical canonical;
    char key[MAP_KEY_SIZE];
};

static struct map_problem draw(int number)
{
    struct oracle_random random = {5000011 + (uint64_t)number};
    struct map_problem problem;
    oracle_random_problem(&random, ORACLE_TWO_AXES, 4, &problem);
    return problem;
}

static struct fixture begin(int number)
{
    struct fixture f = {.folder = "/tmp/enos-cache-XXXXXX", .problem = draw(number)};
    cr_assert(mkdtemp(f.folder) != NULL);
    map_canonical_of(&f.canonical, &f.problem,
                     &(struct map_solve_options){.objective = OBJECTIVE_ENERGY});
    map_canonical_key(&f.canonical, f.key);
    snprintf(f.path, sizeof f.path, "%s/%s", f.folder, f.key);
    return f;
}

static void end(struct fixture *f)
{
    unlink(f->path);
    cr_expect(rmdir(f->folder) == 0, "more than the entry is left: %s", strerror(errno));
}

static struct map_solution solve_with(const struct fixture *f, struct map_solve_options options,
                                      struct map_cache_note *note)
{
    struct map_solution out;
    cr_assert(map_solve_cached(f->folder, &f->problem, &options, &out, note) == 0, "no memory");
    return out;
}

static struct map_solution solve(const struct fixture *f, struct map_cache_note *note)
{
    return solve_with(f, (struct map_solve_options){0}, note);
}

static size_t read_text(const struct fixture *f, char text[MAP_CACHE_ENTRY_MAX])
{
    FILE *file = fopen(f->path, "r");
    cr_assert(file != NULL, "no entry");
    size_t size = fread(text, 1, MAP_CACHE_ENTRY_MAX, file);
    fclose(file);
    return size;
}

static void write_text(const struct fixture *f, const char *text, size_t size)
{
    FILE *file = fopen(f->path, "w");
    cr_assert(file != NULL);
    cr_assert(fwrite(text, 1, size, file) == size && fclose(file) == 0);
}

static struct map_cache_entry read_entry(const struct fixture *f)
{
    struct map_cache_entry entry;
    char text[MAP_CACHE_ENTRY_MAX];
    cr_assert(map_cache_entry_read(&entry, text, read_text(f, text)) == 0);
    return entry;
}

static void write_entry(const struct fixture *f, const struct map_cache_entry *entry)
{
    char text[MAP_CACHE_ENTRY_MAX];
    write_text(f, text, map_cache_entry_write(entry, text));
}

/* The same answer, whatever it took. */
static int same(const struct map_solution *a, const struct map_solution *b)
{
    return a->found == b->found && a->proven == b->proven && a->objective == b->objective &&
           a->lower_bound == b->lower_bound && a->mapping.count == b->mapping.count &&
           !memcmp(a->mapping.node, b->mapping.node,
                   (size_t)a->mapping.count * sizeof *a->mapping.node) &&
           !memcmp(&a->result, &b->result, sizeof a->result);
}

#define EXPECT_WHY(note, text)                                                                     \
    cr_expect(!(note).hit && !strncmp((note).why, text, strlen(text)), "hit %d, '%s', not '%s'",   \
              (note).hit, (note).why, text)

Test(result_cache, gives_back_what_was_found)
{
    for (int i = 0; i < 20; i++) {
        struct fixture f = begin(i);
        struct map_cache_note first, second;
        struct map_solution searched = solve(&f, &first), kept = solve(&f, &second), without;
        cr_assert(map_solve_cached(NULL, &f.problem, NULL, &without, NULL) == 0);
        EXPECT_WHY(first, "no entry");
        cr_expect(second.hit && !second.why[0] && !first.unkept);
        cr_expect(searched.proven && same(&searched, &kept) && same(&searched, &without));
        cr_expect(kept.nests == searched.nests && kept.leaves == searched.leaves);
        end(&f);
    }
}

/* Another problem with the same canonical problem has its own energies, from the same entry. */
Test(result_cache, serves_what_differs_by_a_constant)
{
    struct fixture f = begin(1);
    struct map_cache_note note;
    solve(&f, &note);
    f.problem.term_pj += 2;
    f.problem.dram_bits_per_cycle += 5;
    struct map_solution kept = solve(&f, &note), alone;
    cr_assert(map_solve(&f.problem, NULL, &alone) == 0);
    cr_expect(note.hit);
    cr_expect_float_eq(kept.objective, alone.objective, 1e-9 * alone.objective);
    cr_expect(kept.proven && kept.result.latency_cycles == alone.result.latency_cycles);
    end(&f);
}

Test(result_cache, says_why_it_searches)
{
    struct fixture f = begin(2);
    struct map_cache_note note;
    char wanted[80];
    struct map_solution best = solve(&f, &note), again;
    struct map_cache_entry entry = read_entry(&f), other = entry;

    other.solver = MAP_SOLVER_VERSION + 3;
    write_entry(&f, &other);
    snprintf(wanted, sizeof wanted, "solver version %d, now %d", other.solver, MAP_SOLVER_VERSION);
    again = solve(&f, &note);
    EXPECT_WHY(note, wanted);
    cr_expect_eq(again.objective, best.objective);
    cr_expect_eq(read_entry(&f).solver, MAP_SOLVER_VERSION, "the new result is not kept");

    other = entry;
    other.objective *= 1 + 1e-15; /* one unit in the last place, or two */
    write_entry(&f, &other);
    again = solve(&f, &note);
    EXPECT_WHY(note, "the model changed: the mapping kept costs");
    cr_expect_eq(again.objective, best.objective);

    other = entry;
    other.mapping.count--;
    write_entry(&f, &other);
    again = solve(&f, &note);
    EXPECT_WHY(note, "the model changed: the mapping kept does not fit");
    cr_expect_eq(again.objective, best.objective);

    other = entry;
    other.lower_bound = 0.9 * other.objective;
    write_entry(&f, &other);
    again = solve(&f, &note);
    EXPECT_WHY(note, "gap 10 % there, 0 asked");
    cr_expect(again.proven && again.objective == best.objective);
    solve(&f, &note);
    cr_expect(note.hit, "the proof is not kept: %s", note.why);
    end(&f);
}

/* An entry of another problem under this key. */
Test(result_cache, does_not_take_an_entry_by_its_name)
{
    struct fixture f = begin(3), other = begin(4);
    struct map_cache_note note;
    char text[MAP_CACHE_ENTRY_MAX];
    solve(&other, &note);
    size_t size = read_text(&other, text);
    write_text(&f, text, size);
    solve(&f, &note);
    EXPECT_WHY(note, "damaged entry");
    end(&f);
    end(&other);
}

Test(result_cache, a_gap_is_good_for_that_gap_or_a_larger_one)
{
    struct fixture f = begin(5);
    struct map_cache_note note;
    solve(&f, &note);
    struct map_cache_entry entry = read_entry(&f);
    double constant = f.canonical.constant;
    /* a fifth of the whole is open */
    entry.lower_bound = entry.objective - 0.2 * (entry.objective + constant);
    for (int i = 0; i < 2; i++) {
        write_entry(&f, &entry);
        struct map_solve_options wide = {.gap = 0.21}, narrow = {.gap = 0.19};
        struct map_solution s = solve_with(&f, i ? narrow : wide, &note);
        cr_expect_eq(note.hit, !i, "%s", note.why);
        cr_expect(s.lower_bound >= s.objective * (1 - (i ? narrow.gap : wide.gap)));
        cr_expect(i || !s.proven);
    }
    EXPECT_WHY(note, "gap 20 % there, 19 asked");
    end(&f);
}

/* A problem whose search takes long enough to be stopped. */
static struct fixture begin_long(const struct map_solve_options *stopped)
{
    struct fixture f = begin(0);
    for (int i = 0; i < 100; i++) {
        struct oracle_random random = {6000011 + (uint64_t)i};
        struct map_solution s;
        oracle_random_problem(&random, ORACLE_TWO_AXES, 10, &f.problem);
        cr_assert(map_solve_cached(NULL, &f.problem, stopped, &s, NULL) == 0);
        if (s.found && !s.proven)
            break;
        cr_assert(i < 99, "every search ends before it is stopped");
    }
    map_canonical_of(&f.canonical, &f.problem,
                     &(struct map_solve_options){.objective = OBJECTIVE_ENERGY});
    map_canonical_key(&f.canonical, f.key);
    snprintf(f.path, sizeof f.path, "%s/%s", f.folder, f.key);
    return f;
}

/* What was interrupted is the next one's start, and is not put in place of something better. */
Test(result_cache, an_interrupted_search_is_a_start)
{
    struct map_cache_note note;
    atomic_int stop = 1;
    struct map_solve_options stopped = {.stop = &stop, .time_limit_s = 1000};
    struct fixture f = begin_long(&stopped);
    struct map_solution first = solve_with(&f, stopped, &note), best = solve(&f, &note);
    cr_expect(!note.hit, "what was interrupted is an answer");
    cr_expect(best.proven && best.objective < first.objective, "nothing to start from");
    struct map_cache_entry entry = read_entry(&f);
    entry.lower_bound = 0.9999 * entry.objective;
    write_entry(&f, &entry);
    struct map_solution s = solve_with(&f, stopped, &note);
    EXPECT_WHY(note, "gap 0.01 % there, 0 asked");
    cr_expect(!s.proven && s.objective == best.objective, "it did not start from what was kept");
    cr_expect_eq(read_entry(&f).lower_bound, entry.lower_bound, "one of a lower bound was kept");
    /* one that is to prove has no start, and the bits that it has without a cache */
    struct map_solution proven = solve(&f, &note);
    EXPECT_WHY(note, "gap 0.01 % there, 0 asked");
    cr_expect(same(&proven, &best));
    end(&f);
}

/* Whatever byte is wrong, and wherever an entry ends: the result is that of a search. */
Test(result_cache, damage_at_any_byte_is_seen)
{
    struct fixture f = begin(7);
    struct map_cache_note note;
    char text[MAP_CACHE_ENTRY_MAX], damaged[MAP_CACHE_ENTRY_MAX];
    struct map_solution best = solve(&f, &note);
    size_t size = read_text(&f, text);
    for (size_t i = 0; i < size; i++)
        for (int change = 0; change < 3; change++) {
            static const char masks[] = {1, 0x10};
            memcpy(damaged, text, size);
            damaged[i] ^= change < 2 ? masks[change] : 0;
            write_text(&f, damaged, change < 2 ? size : i);
            struct map_solution s = solve(&f, &note);
            EXPECT_WHY(note, "damaged entry");
            cr_expect(same(&s, &best), "byte %zu", i);
            cr_expect(solve(&f, &note).found && note.hit, "byte %zu is not mended", i);
        }
    memset(damaged, 'x', sizeof damaged);
    write_text(&f, damaged, sizeof damaged);
    solve(&f, &note);
    EXPECT_WHY(note, "damaged entry");
    end(&f);
}

Test(result_cache, goes_on_where_nothing_can_be_kept)
{
    static const char *const folders[] = {"/proc/enos", "/dev/null/enos", "/dev/null"};
    struct map_problem problem = draw(8);
    struct map_solution alone;
    cr_assert(map_solve_cached(NULL, &problem, NULL, &alone, NULL) == 0);
    for (int i = 0; i < 3; i++) {
        struct map_solution s;
        struct map_cache_note note;
        cr_assert(map_solve_cached(folders[i], &problem, NULL, &s, &note) == 0);
        EXPECT_WHY(note, "no entry");
        cr_expect(note.unkept != 0, "%s took it", folders[i]);
        cr_expect(same(&s, &alone));
    }
}

/* A file that may not grow, as on a disk that is full: the kernel takes a part, then no more. */
Test(result_cache, a_part_of_an_entry_is_not_left)
{
    struct fixture f = begin(12);
    struct map_cache_note note;
    struct rlimit limit = {100, RLIM_INFINITY};
    cr_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR && setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_expect(solve(&f, &note).proven);
    cr_expect_eq(note.unkept, EFBIG);
    cr_expect(access(f.path, F_OK) != 0);
    limit.rlim_cur = RLIM_INFINITY;
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_expect(rmdir(f.folder) == 0, "something is left: %s", strerror(errno));
}

/* A folder where the entry should be: it can neither be read nor replaced. */
Test(result_cache, an_entry_that_is_no_file)
{
    struct fixture f = begin(9);
    struct map_cache_note note;
    cr_assert(mkdir(f.path, 0777) == 0);
    cr_expect(solve(&f, &note).proven);
    EXPECT_WHY(note, "the entry cannot be read");
    cr_expect_eq(note.unkept, EISDIR);
    cr_assert(rmdir(f.path) == 0);
    end(&f);
}

/* Unsound bounds, which tests use, are kept by no one and get nothing that is kept. */
Test(result_cache, unsound_bounds_stay_out)
{
    struct fixture f = begin(10);
    struct map_cache_note note;
    solve_with(&f, (struct map_solve_options){.bound_scale = 1.01}, &note);
    cr_expect(!note.hit && !note.why[0] && access(f.path, F_OK) != 0);
    cr_expect(rmdir(f.folder) == 0);
}

/* Searches one problem again and again, with entries that come and go. Returns what was wrong. */
static int work(const struct fixture *f, const struct map_solution *best, int seed)
{
    struct oracle_random random = {(uint64_t)seed};
    int wrong = 0;
    for (int i = 0; i < 200; i++) {
        struct map_cache_note note;
        struct map_solution s = solve(f, &note);
        wrong += !same(&s, best) || (!note.hit && strcmp(note.why, "no entry") != 0);
        if (oracle_random_once_in(&random, 3))
            unlink(f->path);
    }
    return wrong;
}

Test(result_cache, processes_share_a_folder)
{
    struct fixture f = begin(11);
    struct map_cache_note note;
    struct map_solution best = solve(&f, &note);
    pid_t child[4];
    for (int i = 0; i < 4; i++) {
        child[i] = fork();
        if (child[i] == 0)
            _exit(work(&f, &best, i + 1) ? 1 : 0);
    }
    for (int i = 0; i < 4; i++) {
        int status = -1;
        cr_assert(waitpid(child[i], &status, 0) == child[i]);
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "process %d", i);
    }
    end(&f);
}
