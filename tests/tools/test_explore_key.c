/* Keys of problems: every value counts, nothing else does; and the memo that lives by them. */
#include <stdlib.h>
#include <string.h>

#include "arch/machine.h"
#include "explore_memo.h"
#include "mapper/build_problem.h"
#include "workloads/expect.h"

static struct map_problem problem_of(int rows)
{
    struct map_problem problem;
    struct arch_machine *machine;
    struct diag_list *diag;
    char override[64];
    const char *overrides = override;
    struct arch_options options = {.overrides = &overrides, .override_count = 1};
    struct layer_shape shape = {.size = {1, 8, 8, 6, 6, 3, 3, 1},
                                .input = {6, 6},
                                .stride = {1, 1},
                                .dilation = {1, 1},
                                .pad = {1, 1}};
    snprintf(override, sizeof override, "array.rows=%d", rows);
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(
        arch_machine_read(&machine, ENOS_SOURCE_DIR "/arch/template/machine.yaml", &options, diag),
        0);
    map_problem_build(&problem, machine, 0, &shape);
    arch_machine_free(machine);
    diag_free(diag);
    return problem;
}

/* The bytes behind a member up to `end`. */
#define GAP(member, end)                                                                           \
    ((end)-offsetof(struct map_problem, member) - sizeof(((struct map_problem *)0)->member))

/* The bytes that change nothing are as many as stand between members: no value is forgotten. */
Test(explore_key, covers_every_value)
{
    struct map_problem problem = problem_of(4), changed;
    char key[EXPLORE_KEY_MAX], other[EXPLORE_KEY_MAX];
    size_t padding = 0;
    explore_problem_key(&problem, key);
    for (size_t i = 0; i < offsetof(struct map_problem, constraints); i++) {
        memcpy(&changed, &problem, sizeof changed);
        ((unsigned char *)&changed)[i] ^= 1;
        explore_problem_key(&changed, other);
        padding += strcmp(key, other) == 0;
    }
    cr_assert_eq(padding,
                 GAP(spad_shared, offsetof(struct map_problem, dram_read_pj)) +
                     GAP(cycles_per_step, offsetof(struct map_problem, dram_bits_per_cycle)) +
                     GAP(double_buffer, offsetof(struct map_problem, constraints)));
    memcpy(&changed, &problem, sizeof changed);
    explore_problem_key(&changed, other);
    cr_assert_str_eq(key, other);
    changed.constraints.limit[SITE_X][DIM_M].most = 3;
    explore_problem_key(&changed, other);
    cr_assert_str_neq(key, other);
}

/* Bandwidths do not count where energy alone is sought, and then the mapping is the same. */
Test(explore_key, energy_does_not_ask_for_bandwidths)
{
    struct map_problem wide = problem_of(4), narrow = wide;
    struct map_solution plain, reduced;
    char keys[2][EXPLORE_KEY_MAX];
    narrow.dram_bits_per_cycle = 3;
    narrow.deliver_bits_per_cycle[TENSOR_I] = 5;
    for (int objective = OBJECTIVE_ENERGY; objective <= OBJECTIVE_EDP; objective++) {
        struct map_problem a = explore_problem_to_search(&wide, (enum map_objective)objective);
        struct map_problem b = explore_problem_to_search(&narrow, (enum map_objective)objective);
        explore_problem_key(&a, keys[0]);
        explore_problem_key(&b, keys[1]);
        cr_assert_eq(strcmp(keys[0], keys[1]) == 0, objective == OBJECTIVE_ENERGY);
    }
    struct map_problem searched = explore_problem_to_search(&narrow, OBJECTIVE_ENERGY);
    cr_assert_eq(map_solve(&narrow, NULL, &plain), 0);
    cr_assert_eq(map_solve(&searched, NULL, &reduced), 0);
    cr_assert(plain.found && plain.proven && reduced.proven);
    cr_assert_eq(plain.objective, reduced.objective);
    cr_assert_eq(plain.lower_bound, reduced.lower_bound);
    cr_assert_eq(plain.mapping.count, reduced.mapping.count);
    cr_assert_eq(memcmp(plain.mapping.node, reduced.mapping.node,
                        (size_t)plain.mapping.count * sizeof *plain.mapping.node),
                 0);
}

Test(explore_memo, knows_a_problem_again_and_forgets_the_oldest)
{
    enum { KEPT = 3, COUNT = 8 };
    struct explore_memo *memo;
    struct explore_task *task[COUNT];
    int is_new;
    cr_assert_eq(explore_memo_create(&memo, KEPT), 0);
    for (int i = 0; i < COUNT; i++) {
        struct map_problem problem = problem_of(2 + i);
        task[i] = explore_memo_take(memo, &problem, &is_new);
        cr_assert(is_new);
        cr_assert_eq(explore_memo_take(memo, &problem, &is_new), task[i]);
        cr_assert_not(is_new);
        task[i]->state = TASK_DONE;
    }
    for (int i = 0; i < COUNT; i++) {
        explore_memo_leave(memo, task[i]);
        explore_memo_leave(memo, task[i]);
    }
    for (int i = COUNT - 1; i >= 0; i--) {
        struct map_problem problem = problem_of(2 + i);
        explore_memo_take(memo, &problem, &is_new);
        cr_assert_eq(is_new, i < COUNT - KEPT, "%d", i);
    }
    explore_memo_free(memo);
}
