#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine_build.h"

static const char *const tensor_words[TENSOR_COUNT] = {"word of weights", "word of inputs",
                                                       "partial sum"};

/* "MF" or "MF@cim": is there such an operator? */
static int operator_is_known(const char *key)
{
    return operator_find(key, strcspn(key, "@")) != NULL;
}

static int report_operator(const struct desc_node *node, struct diag_list *diag)
{
    const char *names[32];
    char hint[160];
    size_t n = 0, used;
    for (; operator_registry[n] && n < 32; n++)
        names[n] = operator_registry[n]->name;
    const char *near = diag_nearest(node->key, names, n);
    used = (size_t)(near ? snprintf(hint, sizeof hint, "did you mean '%s'?", near)
                         : snprintf(hint, sizeof hint, "known operators:"));
    for (size_t i = 0; !near && i < n && used < sizeof hint; i++)
        used += (size_t)snprintf(hint + used, sizeof hint - used, " %s", names[i]);
    desc_error_key(diag, node, hint, "unknown operator '%.40s'", node->key);
    return -1;
}

/* The choice of an operator's key at a precision. Returns 0, or -1. */
static int name_choice(struct choice *out, const char *key, int bits)
{
    char name[CHOICE_NAME_MAX + 16];
    int letters = (int)strcspn(key, "@");
    int length = snprintf(name, sizeof name, "%.*s%d%s", letters, key, bits, key + letters);
    return length < (int)sizeof name ? choice_parse(out, name) : -1;
}

/* "4" is 4; "8/b" is 8 / bits, which must be whole. 0 when it is neither. */
static int parse_lanes(const char *text, int bits)
{
    char *end = NULL;
    long lanes = text[0] >= '1' && text[0] <= '9' ? strtol(text, &end, 10) : 0;
    if (lanes < 1 || lanes > 64)
        return 0;
    if (strcmp(end, "/b") == 0)
        return lanes % bits == 0 ? (int)lanes / bits : 0;
    return *end == '\0' ? (int)lanes : 0;
}

static int is_repeated(const struct arch_machine *machine, const struct choice *choice)
{
    for (int i = 0; i < machine->choice_count; i++) {
        const struct choice *other = &machine->choice[i].choice;
        if (other->op == choice->op && other->bits == choice->bits &&
            strcmp(other->mode, choice->mode) == 0)
            return 1;
    }
    return 0;
}

static const char *choice_fault(const struct machine_build *build, const struct desc_node *node,
                                int bits, struct choice *choice)
{
    if (name_choice(choice, node->key, bits) != 0)
        return "is no precision: 16, 8, 4 or 2";
    if (is_repeated(build->machine, choice))
        return "is given twice";
    if (build->machine->choice_count == ARCH_CHOICES_MAX)
        return "is one choice too many (32 are allowed)";
    return NULL;
}

static int add_choice(struct machine_build *build, const struct desc_node *node,
                      const struct operator_text *text, int bits)
{
    struct choice choice = {0};
    const char *fault = choice_fault(build, node, bits, &choice);
    if (fault) {
        desc_error(build->diag, desc_find(node, "bits"), NULL, "bits: %d %s", bits, fault);
        return -1;
    }
    int lanes = parse_lanes(text->lanes, bits);
    if (lanes == 0) {
        desc_error(build->diag, desc_find(node, "lanes"),
                   "a whole number from 1 to 64, or one over b that every precision divides",
                   "lanes: '%s' is no number of terms at %d bits", text->lanes, bits);
        return -1;
    }
    build->operator_node[build->machine->choice_count] = node;
    build->machine->choice[build->machine->choice_count++] =
        (struct arch_choice){.choice = choice,
                             .psum_bits = text->psum_bits,
                             .lanes = lanes,
                             .lane_dim = build->mac.lane_dim == 0 ? DIM_C : DIM_M,
                             .cycles_per_step = text->cycles_per_step};
    return 0;
}

static int read_operator(struct machine_build *build, const struct desc_node *node)
{
    struct operator_text text = {0};
    if (!operator_is_known(node->key))
        return report_operator(node, build->diag);
    if (desc_read(&text, node, &operator_schema, build->diag) != 0)
        return -1;
    int status = 0;
    for (int i = 0; i < text.bits_count; i++)
        status |= add_choice(build, node, &text, text.bits[i]);
    return status;
}

static int read_operators(struct machine_build *build)
{
    const struct desc_node *map = build->mac.operators;
    if (map->kind != DESC_MAP || map->first == NULL) {
        desc_error(build->diag, map, NULL,
                   "operators: expected a map such as {T: {bits: [8], ...}}");
        return -1;
    }
    int status = 0;
    for (const struct desc_node *node = map->first; node; node = node->next)
        if (!desc_is_origin_key(node->key))
            status |= read_operator(build, node);
    return status;
}

int machine_read_choices(struct machine_build *build)
{
    if (desc_read(&build->mac, build->text.mac, &mac_schema, build->diag) != 0)
        return -1;
    int status = 0;
    if ((build->mac.lane_sum == LANES_TOGETHER) != (build->mac.lane_dim == 0)) {
        desc_error(build->diag, desc_find(build->text.mac, "lane_sum"),
                   "'together' goes with lane_dim C, 'apart' with lane_dim M",
                   "products of different output channels cannot be summed together, nor input "
                   "channels apart");
        status = -1;
    }
    build->machine->zero_gating = build->mac.zero_gating;
    return read_operators(build) | status;
}

int arch_choice_index(const struct arch_machine *machine, const char *name)
{
    for (int i = 0; i < machine->choice_count; i++) {
        char other[CHOICE_NAME_MAX];
        choice_name(&machine->choice[i].choice, other);
        if (strcmp(name, other) == 0)
            return i;
    }
    return -1;
}

int arch_access_bits(const struct arch_choice *choice, enum tensor tensor)
{
    switch (tensor) {
    case TENSOR_W:
        return choice->lanes * choice_weight_bits(&choice->choice);
    case TENSOR_I:
        return choice->lane_dim == DIM_C ? choice->lanes * choice->choice.bits
                                         : choice->choice.bits;
    default:
        return choice->lane_dim == DIM_C ? choice->psum_bits : choice->lanes * choice->psum_bits;
    }
}

static int check_width(struct machine_build *build, enum tensor tensor)
{
    const struct arch_machine *machine = build->machine;
    int i = machine->spad[tensor], widest = 0;
    for (int c = 1; c < machine->choice_count; c++)
        if (arch_access_bits(&machine->choice[c], tensor) >
            arch_access_bits(&machine->choice[widest], tensor))
            widest = c;
    int need = arch_access_bits(&machine->choice[widest], tensor);
    if (need <= machine->storage[i].word_bits)
        return 0;
    char name[CHOICE_NAME_MAX], hint[160];
    choice_name(&machine->choice[widest].choice, name);
    snprintf(hint, sizeof hint, "a word of '%s' must hold the widest access of every choice",
             machine->storage[i].name);
    desc_error(build->diag, desc_find(build->storage_node[i], "word"), hint,
               "%s scratchpad holds %d bits, one %s of %s needs %d", machine->storage[i].name,
               machine->storage[i].word_bits, tensor_words[tensor], name, need);
    return -1;
}

int machine_check_widths(struct machine_build *build)
{
    int status = 0;
    for (int t = 0; t < TENSOR_COUNT; t++)
        status |= check_width(build, (enum tensor)t);
    return status;
}
