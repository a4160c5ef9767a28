#include "explore_memo.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1 << 16 };

/* Tasks without a user form a list, from the one that is so for longest to the newest. */
struct explore_memo {
    struct explore_task *bucket[BUCKETS];
    struct explore_task *oldest, *newest;
    size_t unused, most;
};

int explore_memo_create(struct explore_memo **out, size_t most)
{
    *out = calloc(1, sizeof **out);
    if (*out)
        (*out)->most = most;
    return *out ? 0 : -1;
}

void explore_memo_free(struct explore_memo *memo)
{
    for (size_t i = 0; memo && i < BUCKETS; i++)
        while (memo->bucket[i]) {
            struct explore_task *task = memo->bucket[i];
            memo->bucket[i] = task->chain;
            free(task);
        }
    free(memo);
}

static struct explore_task **bucket_of(struct explore_memo *memo, const char *key)
{
    char digits[5] = {0};
    memcpy(digits, key, 4);
    return &memo->bucket[strtoul(digits, NULL, 16) % BUCKETS];
}

static void unlink_unused(struct explore_memo *memo, struct explore_task *task)
{
    if (task->older)
        task->older->newer = task->newer;
    else
        memo->oldest = task->newer;
    if (task->newer)
        task->newer->older = task->older;
    else
        memo->newest = task->older;
    task->older = task->newer = NULL;
    memo->unused--;
}

static void link_unused(struct explore_memo *memo, struct explore_task *task)
{
    task->older = memo->newest;
    if (memo->newest)
        memo->newest->newer = task;
    else
        memo->oldest = task;
    memo->newest = task;
    memo->unused++;
}

static void forget_oldest(struct explore_memo *memo)
{
    struct explore_task *task = memo->oldest;
    struct explore_task **at = bucket_of(memo, task->key);
    memo->oldest = task->newer;
    if (memo->oldest)
        memo->oldest->older = NULL;
    else
        memo->newest = NULL;
    memo->unused--;
    while (*at != task)
        at = &(*at)->chain;
    *at = task->chain;
    free(task);
}

struct explore_task *explore_memo_take(struct explore_memo *memo, const struct map_problem *problem,
                                       int *is_new)
{
    char key[EXPLORE_KEY_MAX];
    explore_problem_key(problem, key);
    struct explore_task **bucket = bucket_of(memo, key), *task = *bucket;
    while (task && strcmp(task->key, key) != 0)
        task = task->chain;
    *is_new = !task;
    if (task && !task->users)
        unlink_unused(memo, task);
    if (!task && (task = calloc(1, sizeof *task))) {
        memcpy(task->key, key, sizeof task->key);
        task->problem = *problem;
        task->chain = *bucket;
        *bucket = task;
    }
    if (task)
        task->users++;
    return task;
}

void explore_memo_leave(struct explore_memo *memo, struct explore_task *task)
{
    if (--task->users)
        return;
    link_unused(memo, task);
    while (memo->unused > memo->most && memo->oldest->state == TASK_DONE)
        forget_oldest(memo);
}
