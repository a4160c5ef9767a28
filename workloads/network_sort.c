/* Topological order: of the nodes whose inputs are all there, the first in the file
 * comes next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network_draft.h"

/* An input of the node that is not placed yet, or -1. */
static int waits_for(const struct network_draft *draft, const char *placed, int i)
{
    const struct network_node *node = &draft->node[i].node;
    for (int k = 0; k < node->input_count; k++) {
        if (node->input[k] >= 0 && !placed[node->input[k]])
            return node->input[k];
    }
    return -1;
}

static void append_name(char *text, size_t size, const char *name)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used ? " <- " : "", name);
}

/* Reports the cycle that node `i` is on. */
static void report_cycle(struct network_draft *draft, const char *placed, int i)
{
    const struct network_draft_node *first = &draft->node[i];
    char path[300] = "";
    int at = i;
    do {
        append_name(path, sizeof path, draft->node[at].node.name);
        at = waits_for(draft, placed, at);
    } while (at != i);
    append_name(path, sizeof path, first->node.name);
    desc_error_key(draft->diag, first->spec.inputs ? first->spec.inputs : first->at, NULL,
                   "the nodes form a cycle: %s", path);
}

/* A node on a cycle, from an unplaced node: after as many steps as there are nodes
 * the walk is on it. The first of the cycle in the file is returned. */
static int find_cycle(const struct network_draft *draft, const char *placed, int from)
{
    int at = from, first;
    for (int i = 0; i < draft->node_count; i++)
        at = waits_for(draft, placed, at);
    first = at;
    for (int i = waits_for(draft, placed, at); i != at; i = waits_for(draft, placed, i))
        first = i < first ? i : first;
    return first;
}

/* Takes the nodes of a cycle out, so that what else is wrong is found. */
static void drop_cycle(struct network_draft *draft, char *placed, int i)
{
    int next;
    for (int at = i; !placed[at]; at = next) {
        next = waits_for(draft, placed, at);
        placed[at] = 1;
        draft->node[at].broken = 1;
        if (next < 0)
            return;
    }
}

/* The next node to place: ready, and first in the file. -1 if none is ready. */
static int find_ready(const struct network_draft *draft, const char *placed)
{
    for (int i = 0; i < draft->node_count; i++) {
        if (!placed[i] && waits_for(draft, placed, i) < 0)
            return i;
    }
    return -1;
}

static int find_unplaced(const struct network_draft *draft, const char *placed)
{
    const char *found = memchr(placed, 0, (size_t)draft->node_count);
    return found ? (int)(found - placed) : -1;
}

void network_sort(struct network_draft *draft)
{
    char placed[NETWORK_NODES_MAX] = {0};
    while (find_unplaced(draft, placed) >= 0) {
        int i = find_ready(draft, placed);
        if (i >= 0) {
            draft->order[draft->ordered++] = i;
            placed[i] = 1;
        } else {
            i = find_cycle(draft, placed, find_unplaced(draft, placed));
            report_cycle(draft, placed, i);
            drop_cycle(draft, placed, i);
        }
    }
}
