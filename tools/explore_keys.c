#include "explore_keys.h"

#include <stdlib.h>
#include <string.h>

#include "arch/machine.h"
#include "input_errors.h"
#include "shipped.h"
#include "workloads/description.h"

enum { KEY_MAX = 512 };

static void print_value(FILE *out, const struct desc_node *node)
{
    if (node->kind == DESC_SCALAR) {
        fputs(node->text, out);
        return;
    }
    fputc('[', out);
    for (const struct desc_node *item = node->first; item; item = item->next) {
        print_value(out, item);
        fputs(item->next ? ", " : "", out);
    }
    fputc(']', out);
}

/* The name of an item of a list, or NULL. */
static const char *item_name(const struct desc_node *item)
{
    const struct desc_node *name = desc_find(item, "name");
    return name && name->kind == DESC_SCALAR ? name->text : NULL;
}

/* A list of values is one value, a list of maps is gone through. */
static int is_value(const struct desc_node *node)
{
    return node->kind == DESC_SCALAR ||
           (node->kind == DESC_LIST && node->first && node->first->kind == DESC_SCALAR);
}

static void print_below(FILE *out, const char *path, const struct desc_node *node)
{
    const struct desc_node *value = desc_value(node);
    if (is_value(value)) {
        fprintf(out, "%s=", path);
        print_value(out, value);
        fputc('\n', out);
        return;
    }
    for (const struct desc_node *child = node->first; child; child = child->next) {
        char below[KEY_MAX];
        const char *name = child->key ? child->key : item_name(child);
        if (!name || desc_is_origin_key(name) || !strcmp(name, "name"))
            continue;
        snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "." : "", name);
        print_below(out, below, child);
    }
}

static int print_keys(FILE *out, const char *path, struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_file(&desc, path, diag))
        return -1;
    print_below(out, "", desc_root(desc));
    desc_free(desc);
    return 0;
}

static int print_choices(FILE *out, const char *path, struct diag_list *diag)
{
    struct arch_machine *machine;
    if (arch_machine_read(&machine, path, NULL, diag))
        return -1;
    for (int i = 0; i < machine->choice_count; i++) {
        char name[CHOICE_NAME_MAX];
        choice_name(&machine->choice[i].choice, name);
        fprintf(out, "%s\n", name);
    }
    arch_machine_free(machine);
    return 0;
}

int explore_list(FILE *out, const struct explore_request *request, FILE *errors)
{
    char path[SHIPPED_PATH_MAX];
    struct diag_list *diag;
    const char *tool = explore_option_set.tool;
    if (shipped_find(path, request->machine, SHIPPED_MACHINE, tool, errors))
        return -1;
    if (diag_create(&diag)) {
        fprintf(errors, "%s: out of memory\n", tool);
        return -1;
    }
    int status = request->list == EXPLORE_LIST_KEYS ? print_keys(out, path, diag)
                                                    : print_choices(out, path, diag);
    input_errors_print(diag, tool, errors);
    diag_free(diag);
    return status;
}
