#include "search/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run_schema.h"

/* Recipes: retraining is as training but for the keys that it gives. */
static void read_recipes(struct run_text *text, struct diag_list *diag)
{
    struct search_run *run = &text->run;
    if (text->train)
        desc_read(&run->train, text->train, &run_recipe_schema, diag);
    run->retrain.recipe = run->train;
    if (text->retrain)
        desc_read(&run->retrain, text->retrain, &run_retrain_schema, diag);
}

/* All stages, whatever the one before reported: so all errors are found. */
static void read_root(struct run_text *text, const struct desc_node *root, const char *file,
                      struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    desc_read(text, root, &run_schema, diag);
    desc_check_format(root, "run", diag);
    read_recipes(text, diag);
    if (text->choices)
        run_read_choices(&text->run, text->choices, diag);
    run_read_pins(text, root, diag);
    if (text->sha256)
        run_read_checksums(&text->run, text->sha256, diag);
    run_resolve_paths(&text->run, root, file, diag);
    run_settle(&text->run, root);
    if (diag_count(diag) == errors)
        run_check(&text->run, root, diag);
}

static int read_description(struct search_run *out, struct desc *desc, const char *file,
                            const char *const *overrides, size_t count, struct diag_list *diag)
{
    size_t errors = diag_count(diag);
    struct run_text *text = calloc(1, sizeof *text);
    if (!text) {
        diag_error(diag, &(struct diag_place){.file = file}, NULL, "not enough memory for the run");
        return -1;
    }
    desc_override_all(desc, overrides, count, diag);
    run_set_defaults(&text->run);
    read_root(text, desc_root(desc), file, diag);
    *out = text->run;
    snprintf(out->file, sizeof out->file, "%s", file);
    free(text);
    return diag_count(diag) == errors ? 0 : -1;
}

int run_read(struct search_run *out, const char *path, const char *const *overrides,
             size_t override_count, struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_file(&desc, path, diag) != 0)
        return -1;
    int status = read_description(out, desc, path, overrides, override_count, diag);
    desc_free(desc);
    return status;
}

int run_read_text(struct search_run *out, const char *name, const char *text, size_t length,
                  const char *const *overrides, size_t override_count, struct diag_list *diag)
{
    struct desc *desc;
    if (desc_read_text(&desc, name, text, length, diag) != 0)
        return -1;
    int status = read_description(out, desc, name, overrides, override_count, diag);
    desc_free(desc);
    return status;
}

int run_read_network(struct network **out, const struct search_run *run, const char *path,
                     struct diag_list *diag)
{
    const char *set[RUN_SETS_MAX + 1];
    char width[40];
    size_t count = 0;
    for (int i = 0; i < run->network_set_count; i++)
        set[count++] = run->network_set[i];
    if (run->width != 1) {
        snprintf(width, sizeof width, "width=%.17g", run->width);
        set[count++] = width;
    }
    return network_read(out, path, set, count, diag);
}
