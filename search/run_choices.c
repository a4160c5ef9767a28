/* What the layers of a run may be. */
#include <stdio.h>
#include <string.h>

#include "run_schema.h"

#define BITS_MAX 8 /* of the trainer's integers */
#define HINT "an operator (T, MF, BC) and 8, 4 or 2 bits, such as T8 or MF4"

static const int precisions[] = {8, 4, 2};

const char *const run_choice_sets[] = {"mixed-operator", "mixed-precision", "both", NULL};

/* Returns 0, or -1 after reporting it. */
static int read_choice(struct choice *out, const struct desc_node *node, const char *key,
                       struct diag_list *diag)
{
    int is_text = node->kind == DESC_SCALAR;
    if (is_text && choice_parse(out, node->text) == 0 && out->bits <= BITS_MAX)
        return 0;
    desc_error(diag, node, HINT, "%s: '%.60s' is not a choice that can be trained", key,
               is_text ? node->text : "...");
    return -1;
}

static int is_among(const struct choice *choice, int count, const struct choice *wanted)
{
    for (int i = 0; i < count; i++)
        if (choice[i].op == wanted->op && choice[i].bits == wanted->bits &&
            strcmp(choice[i].mode, wanted->mode) == 0)
            return 1;
    return 0;
}

static void add_set(struct search_run *run, int all_operators, int all_precisions)
{
    for (const struct operator_def *const *op = operator_registry; *op; op++)
        for (size_t b = 0; b < (all_precisions ? 3 : 1); b++)
            if ((all_operators || op == operator_registry) && run->choice_count < SPACE_CHOICES_MAX)
                run->choice[run->choice_count++] = (struct choice){*op, precisions[b], "digital"};
}

/* The registry begins with T. */
static void read_word(struct search_run *run, const struct desc_node *node, struct diag_list *diag)
{
    char hint[80] =
        "one of mixed-operator, mixed-precision, both, or a list such as [T8, MF8, BC8]";
    for (int i = 0; run_choice_sets[i]; i++)
        if (strcmp(node->text, run_choice_sets[i]) == 0) {
            add_set(run, i != 1, i != 0);
            return;
        }
    const char *near = diag_nearest(node->text, run_choice_sets, 3);
    if (near)
        snprintf(hint, sizeof hint, "did you mean '%s'?", near);
    desc_error(diag, node, hint, "choices: '%.60s' is not known", node->text);
}

static void add_choice(struct search_run *run, const struct desc_node *item, struct diag_list *diag)
{
    struct choice choice;
    if (read_choice(&choice, item, "choices", diag) != 0)
        return;
    if (is_among(run->choice, run->choice_count, &choice))
        desc_error(diag, item, NULL, "choices: '%s' is given twice", item->text);
    else if (run->choice_count == SPACE_CHOICES_MAX)
        desc_error(diag, item, NULL, "choices: at most %d", SPACE_CHOICES_MAX);
    else
        run->choice[run->choice_count++] = choice;
}

void run_read_choices(struct search_run *run, const struct desc_node *node, struct diag_list *diag)
{
    if (node->kind == DESC_SCALAR)
        read_word(run, node, diag);
    else if (node->kind == DESC_MAP || !node->first)
        desc_error(diag, node, HINT, "choices: a list of at least one choice is expected");
    for (const struct desc_node *item = node->kind == DESC_LIST ? node->first : NULL; item;
         item = item->next)
        add_choice(run, item, diag);
}

static void check_pin(const struct desc_node *node, struct diag_list *diag)
{
    struct choice choice;
    if (node && node->kind == DESC_SCALAR && node->text[0])
        read_choice(&choice, node, node->key, diag);
}

static void add_pin(struct search_run *run, const struct desc_node *item, struct diag_list *diag)
{
    struct choice choice;
    if (read_choice(&choice, item, item->key, diag) != 0)
        return;
    if (strlen(item->key) >= NETWORK_NAME_MAX || run->pin_count == RUN_PINS_MAX) {
        desc_error_key(diag, item, NULL,
                       "layers: a name of at most %d bytes, and at most %d layers",
                       NETWORK_NAME_MAX - 1, RUN_PINS_MAX);
        return;
    }
    struct run_pin *pin = &run->pin[run->pin_count++];
    snprintf(pin->layer, sizeof pin->layer, "%s", item->key);
    choice_name(&choice, pin->choice);
}

void run_read_pins(struct run_text *text, const struct desc_node *root, struct diag_list *diag)
{
    const struct desc_node *pin = desc_find(root, "pin"), *layers = text->pin_layers;
    check_pin(desc_find(pin, "first"), diag);
    check_pin(desc_find(pin, "last"), diag);
    if (desc_find(root, "reference"))
        check_pin(desc_find(root, "reference"), diag);
    if (layers && layers->kind != DESC_MAP)
        desc_error(diag, layers, "such as {fire2/e3x3: T8}", "layers: a map is expected");
    for (const struct desc_node *item = layers && layers->kind == DESC_MAP ? layers->first : NULL;
         item; item = item->next)
        add_pin(&text->run, item, diag);
}

/* The network's layer of a name, or -1 after reporting that there is none. */
static int find_layer(const struct search_run *run, const struct network *network, const char *name,
                      struct diag_list *diag)
{
    const char *names[NETWORK_NODES_MAX];
    char hint[NETWORK_NAME_MAX + 20];
    for (int l = 0; l < network->layer_count; l++) {
        names[l] = network->node[network->layer[l]].name;
        if (strcmp(names[l], name) == 0)
            return l;
    }
    const char *near = diag_nearest(name, names, (size_t)network->layer_count);
    snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
    diag_error(diag, &(struct diag_place){.file = run->file}, near ? hint : NULL,
               "pin: network '%s' has no layer '%s'", network->name, name);
    return -1;
}

/* The choices of the run, then those that only pins have; their number, or -1. */
static int collect(struct choice all[SPACE_CHOICES_MAX], const struct search_run *run)
{
    int count = run->choice_count;
    memcpy(all, run->choice, (size_t)count * sizeof *all);
    for (int i = -2; i < run->pin_count; i++) {
        const char *text = i == -2 ? run->pin_first : i == -1 ? run->pin_last : run->pin[i].choice;
        struct choice choice;
        if (choice_parse(&choice, text) != 0 || is_among(all, count, &choice))
            continue;
        if (count == SPACE_CHOICES_MAX)
            return -1;
        all[count++] = choice;
    }
    return count;
}

static void pin(struct search_space *space, int layer, const char *text)
{
    struct choice choice;
    if (choice_parse(&choice, text) == 0)
        space_pin(space, (size_t)layer, (size_t)space_find(space, &choice));
}

/* Layers that nothing pins may take the run's choices only. */
static void close_columns(struct search_space *space, const struct search_run *run,
                          const struct network *network, int count)
{
    for (size_t l = 0; l < space->layer_count; l++)
        for (int j = run->choice_count; j < count; j++)
            if (!network->node[network->layer[l]].choice.op)
                space->allowed[l * space->choice_count + (size_t)j] = 0;
}

int run_space(struct search_space *out, const struct search_run *run, const struct network *network,
              struct diag_list *diag)
{
    struct choice all[SPACE_CHOICES_MAX];
    size_t errors = diag_count(diag);
    int count = collect(all, run);
    *out = (struct search_space){0};
    if (count < 0 || space_create(out, network, all, (size_t)count) != 0) {
        diag_error(diag, &(struct diag_place){.file = run->file}, NULL,
                   "more than %d choices in all, or not enough memory", SPACE_CHOICES_MAX);
        return -1;
    }
    close_columns(out, run, network, count);
    pin(out, 0, run->pin_first);
    pin(out, network->layer_count - 1, run->pin_last);
    for (int i = 0; i < run->pin_count; i++) {
        int layer = find_layer(run, network, run->pin[i].layer, diag);
        if (layer >= 0)
            pin(out, layer, run->pin[i].choice);
    }
    if (diag_count(diag) == errors)
        return 0;
    space_free(out);
    return -1;
}
