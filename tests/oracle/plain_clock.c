#include "plain_clock.h"

#include <stdlib.h>

#define NOT_YET UINT64_MAX

/* A run that takes longer hangs: the layers are small. */
enum { CYCLES_MOST = 10000000 };

struct transfer {
    int port;
    uint64_t bits, duration; /* in parts of cycles */
    uint64_t start;          /* when its first bit began to pass, in parts of cycles, or NOT_YET */
    struct plain_moments from, hold;
};

struct wait {
    struct plain_moment moment;
    enum sim_reason why;
};

struct stretch {
    uint64_t cycles, begun, ended; /* the moments in parts of cycles, or NOT_YET */
    int first_wait, waits;
};

struct plain_clock {
    uint64_t time, parts;           /* now; parts of a cycle */
    uint64_t bit_time[PLAIN_PORTS]; /* parts that a bit takes; unlimited: 0 */
    int transfers, waits, stretches;
    struct transfer *transfer; /* [transfers] in the order of asking; owned */
    struct wait *wait;         /* [waits] owned */
    struct stretch *stretch;   /* [stretches] owned */
    int head[PLAIN_PORTS];     /* transfer that a port is at; other ports' count */
    int at;                    /* stretch that the array does, or waits for */
    uint64_t idle;             /* cycles that it has waited */
    enum sim_reason why;       /* what for, so far */
};

static uint64_t common_multiple(uint64_t a, uint64_t b)
{
    uint64_t multiple = a;
    while (multiple % b != 0)
        multiple += a;
    return multiple;
}

struct plain_clock *plain_clock_create(const struct arch_machine *m)
{
    struct plain_clock *c = calloc(1, sizeof *c);
    double rate[PLAIN_PORTS] = {m->storage[m->dram].read_bits_per_cycle};
    if (c == NULL)
        return NULL;
    for (int t = 0; m->glb >= 0 && t < TENSOR_COUNT; t++) {
        rate[PLAIN_GLB_READ + t] = m->storage[m->glb].read_bits_per_cycle;
        rate[PLAIN_GLB_WRITE + t] = m->storage[m->glb].write_bits_per_cycle;
    }
    for (int t = 0; t < TENSOR_COUNT; t++)
        rate[PLAIN_DELIVER + t] = m->noc_delivery_bits_per_cycle[t];
    rate[PLAIN_COLLECT] = m->noc_collect_bits_per_cycle;
    c->parts = 1;
    for (int p = 0; p < PLAIN_PORTS; p++)
        c->parts = rate[p] > 0 ? common_multiple(c->parts, (uint64_t)rate[p]) : c->parts;
    for (int p = 0; p < PLAIN_PORTS; p++)
        c->bit_time[p] = rate[p] > 0 ? c->parts / (uint64_t)rate[p] : 0;
    return c;
}

void plain_clock_free(struct plain_clock *c)
{
    if (c == NULL)
        return;
    free(c->transfer);
    free(c->wait);
    free(c->stretch);
    free(c);
}

/* ---- what is to happen ---- */

void plain_also(struct plain_moments *moments, struct plain_moment moment)
{
    moments->at[moments->count++] = moment;
}

/* Room for one more; arrays grow by doubling. */
static void *grown(void *array, int count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return array;
    void *grown = realloc(array, 2 * (size_t)(count + 1) * size);
    if (grown == NULL)
        abort(); /* in a test there is nothing to go on with */
    return grown;
}

int plain_stretch(struct plain_clock *c)
{
    c->stretch = grown(c->stretch, c->stretches, sizeof *c->stretch);
    c->stretch[c->stretches] =
        (struct stretch){.begun = NOT_YET, .ended = NOT_YET, .first_wait = c->waits};
    return c->stretches++;
}

void plain_work(struct plain_clock *c, int cycles)
{
    c->stretch[c->stretches - 1].cycles += (uint64_t)cycles;
}

void plain_wait(struct plain_clock *c, struct plain_moment moment, enum sim_reason why)
{
    c->wait = grown(c->wait, c->waits, sizeof *c->wait);
    c->wait[c->waits++] = (struct wait){moment, why};
    c->stretch[c->stretches - 1].waits++;
}

int plain_ask(struct plain_clock *c, int port, uint64_t bits, struct plain_moments from)
{
    c->transfer = grown(c->transfer, c->transfers, sizeof *c->transfer);
    c->transfer[c->transfers] = (struct transfer){.port = port,
                                                  .bits = bits,
                                                  .duration = bits * c->bit_time[port],
                                                  .start = NOT_YET,
                                                  .from = from};
    return c->transfers++;
}

void plain_lengthen(struct plain_clock *c, uint64_t bits, uint64_t cycles)
{
    struct transfer *t = &c->transfer[c->transfers - 1];
    t->duration += bits * c->bit_time[t->port] + cycles * c->parts;
}

void plain_hold(struct plain_clock *c, struct plain_moment moment)
{
    plain_also(&c->transfer[c->transfers - 1].hold, moment);
}

struct plain_moment plain_some_of(int transfer, uint64_t bits)
{
    return (struct plain_moment){.what = PLAIN_PASSED, .number = transfer, .bits = bits};
}

struct plain_moment plain_all_of(const struct plain_clock *c, int transfer)
{
    return plain_some_of(transfer, c->transfer[transfer].bits);
}

/* ---- time passes ---- */

/* A transfer has its port for itself from its first bit to its last, and its bits pass one as
 * fast as the other. */
static int has_passed(const struct plain_clock *c, const struct plain_moment *m)
{
    const struct transfer *t = &c->transfer[m->number];
    uint64_t time = c->time - (m->at_cycle_end ? c->time % c->parts : 0);
    if (t->start == NOT_YET || time < t->start + (uint64_t)m->cycles * c->parts)
        return 0;
    return (time - t->start - (uint64_t)m->cycles * c->parts) * t->bits >= m->bits * t->duration;
}

static int has_come(const struct plain_clock *c, const struct plain_moment *m)
{
    switch (m->what) {
    case PLAIN_BEGUN:
        return c->stretch[m->number].begun <= c->time;
    case PLAIN_ENDED:
        return c->stretch[m->number].ended <= c->time;
    case PLAIN_PASSED:
        return has_passed(c, m);
    default:
        return 1;
    }
}

static int have_come(const struct plain_clock *c, const struct plain_moments *moments)
{
    for (int i = 0; i < moments->count; i++) {
        if (!has_come(c, &moments->at[i]))
            return 0;
    }
    return 1;
}

static int is_over(const struct plain_clock *c, int transfer)
{
    struct plain_moment last = plain_all_of(c, transfer);
    return has_come(c, &last) && have_come(c, &c->transfer[transfer].hold);
}

/* The transfer that a port is at begins, or makes way for the next. Returns 1 if so. */
static int port_changes(struct plain_clock *c, int port)
{
    int *head = &c->head[port];
    while (*head < c->transfers && c->transfer[*head].port != port)
        ++*head;
    if (*head == c->transfers)
        return 0;
    struct transfer *t = &c->transfer[*head];
    if (t->start == NOT_YET && have_come(c, &t->from)) {
        t->start = c->time;
        return 1;
    }
    if (t->start == NOT_YET || !is_over(c, *head))
        return 0;
    ++*head;
    return 1;
}

/* The first thing, in the order of asking, that the next stretch still waits for, or NULL. */
static const struct wait *missing(const struct plain_clock *c)
{
    const struct stretch *s = &c->stretch[c->at];
    for (int i = 0; i < s->waits; i++) {
        const struct wait *wait = &c->wait[s->first_wait + i];
        if (!has_come(c, &wait->moment))
            return wait;
    }
    return NULL;
}

/* At the beginning of a cycle: a stretch begins or ends. Returns 1 if so. */
static int array_changes(struct plain_clock *c, uint64_t cycles[SIM_REASONS])
{
    if (c->at == c->stretches)
        return 0;
    struct stretch *s = &c->stretch[c->at];
    if (s->begun == NOT_YET && missing(c) == NULL) {
        s->begun = c->time;
        cycles[c->at == 0 ? SIM_FILL : c->why] += c->idle;
        c->idle = 0;
        return 1;
    }
    if (s->begun == NOT_YET || s->begun + s->cycles * c->parts > c->time)
        return 0;
    s->ended = c->time;
    c->at++;
    return 1;
}

/* All that happens at this moment; one thing may make way for another. */
static void settle(struct plain_clock *c, uint64_t cycles[SIM_REASONS])
{
    int changes;
    do {
        changes = 0;
        for (int p = 0; p < PLAIN_PORTS; p++)
            changes |= port_changes(c, p);
        if (c->time % c->parts == 0)
            changes |= array_changes(c, cycles);
    } while (changes);
}

static int is_done(const struct plain_clock *c)
{
    for (int p = 0; p < PLAIN_PORTS; p++) {
        if (c->head[p] < c->transfers)
            return 0;
    }
    return c->at == c->stretches;
}

/* What the array does in the cycle that begins. While it waits it is not known yet what comes
 * last: what is missing in the last cycle of the wait. */
static void book_cycle(struct plain_clock *c, uint64_t cycles[SIM_REASONS])
{
    if (c->at == c->stretches) {
        cycles[SIM_DRAIN]++;
    } else if (c->stretch[c->at].begun != NOT_YET) {
        cycles[SIM_COMPUTE]++;
    } else {
        c->idle++;
        c->why = missing(c)->why;
    }
}

int plain_clock_run(struct plain_clock *c, uint64_t cycles[SIM_REASONS])
{
    for (int cycle = 0; cycle < CYCLES_MOST; cycle++) {
        settle(c, cycles);
        if (is_done(c))
            return 0;
        book_cycle(c, cycles);
        for (uint64_t part = 0; part < c->parts; part++) {
            settle(c, cycles);
            c->time++;
        }
    }
    return -1;
}
