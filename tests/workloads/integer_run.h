/* Networks, choices and random numbers for the tests of integer runs. */
#ifndef TESTS_INTEGER_RUN_H
#define TESTS_INTEGER_RUN_H

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "workloads/network.h"

/* A network with its choices, and a list for errors. */
struct subject {
    struct network *network;
    struct choice *choice; /* (layer_count) */
    struct diag_list *diag;
};

static inline void expect_no_error(const struct diag_list *diag)
{
    if (diag_count(diag) > 0)
        expect_error(diag, 0, "(no error)");
}

/* Layer l gets the l-th of `choices` ("T8 MF4"), from the start again when they are used up. */
static inline void choose(struct subject *subject, const char *choices)
{
    const char *next = choices;
    for (int l = 0; l < subject->network->layer_count; l++) {
        char name[CHOICE_NAME_MAX] = "";
        size_t n = strcspn(next, " ");
        memcpy(name, next, n);
        cr_assert_eq(choice_parse(&subject->choice[l], name), 0, "%s", name);
        next = next[n] ? next + n + 1 : choices;
    }
}

static inline struct subject take(struct network *network, struct diag_list *diag,
                                  const char *choices)
{
    struct subject subject = {.network = network, .diag = diag};
    expect_no_error(diag);
    subject.choice = calloc((size_t)network->layer_count + 1, sizeof *subject.choice);
    cr_assert_not_null(subject.choice);
    choose(&subject, choices);
    return subject;
}

/* The text of a network behind its header: input {shape: SHAPE}, and nodes. */
static inline struct subject begin_text(const char *input, const char *nodes, const char *choices)
{
    char text[4000];
    struct diag_list *diag;
    struct network *network;
    int n = snprintf(text, sizeof text,
                     "format: enos/network/1\nname: small\ninput: %s\nnodes:\n%s", input, nodes);
    cr_assert_eq(diag_create(&diag), 0);
    network_read_text(&network, "small", text, (size_t)n, NULL, 0, diag);
    return take(network, diag, choices);
}

/* workloads/NAME.yaml. */
static inline struct subject begin_shipped(const char *name, const char *choices)
{
    char path[600];
    struct diag_list *diag;
    struct network *network;
    snprintf(path, sizeof path, "%s/workloads/%s.yaml", ENOS_SOURCE_DIR, name);
    cr_assert_eq(diag_create(&diag), 0);
    network_read(&network, path, NULL, 0, diag);
    return take(network, diag, choices);
}

static inline void end(struct subject *subject)
{
    network_free(subject->network);
    free(subject->choice);
    diag_free(subject->diag);
}

/* From min to max, both included. xorshift64* (Vigna 2016): not the library's own numbers. */
static inline int draw(uint64_t *state, int min, int max)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return min + (int)((*state * 0x2545f4914f6cdd1d >> 33) % (uint64_t)(max - min + 1));
}

#endif
