#include "explore_identity.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/sha256.h"

static const char *const objectives[] = {"energy", "latency", "edp"};

static json_t *axis_json(const struct explore_axis *axis)
{
    json_t *keys = json_array(), *values = json_array();
    for (size_t k = 0; k < axis->key_count; k++)
        json_array_append_new(keys, json_string(axis->key[k]));
    for (size_t v = 0; v < axis->value_count; v++) {
        json_t *row = json_array();
        for (size_t k = 0; k < axis->key_count; k++)
            json_array_append_new(row, json_string(explore_axis_value(axis, v, k)));
        json_array_append_new(values, row);
    }
    return json_pack("{s:o, s:o}", "keys", keys, "values", values);
}

static char *dump_and_free(json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    return text;
}

static char *vary_text(const struct explore_space *space)
{
    json_t *list = json_array();
    for (size_t a = 0; a < space->axis_count; a++)
        json_array_append_new(list, axis_json(&space->axis[a]));
    return dump_and_free(list);
}

static char *set_text(const struct explore_space *space)
{
    json_t *list = json_array();
    for (size_t i = 0; i < space->set->count; i++)
        json_array_append_new(list, json_string(space->set->item[i]));
    return dump_and_free(list);
}

static void write_sampling(char out[64], const struct explore_sample_options *sampling)
{
    if (sampling->kind == SAMPLING_FULL)
        snprintf(out, 64, "full");
    else if (sampling->kind == SAMPLING_RANDOM)
        snprintf(out, 64, "random:%zu seed %" PRIu64, sampling->count, sampling->seed);
    else
        snprintf(out, 64, "sobol:%zu", sampling->count);
}

static int hash_base(const struct explore_space *space, const struct explore_search *search,
                     char out[EXPLORE_KEY_MAX])
{
    struct diag_list *diag;
    struct explore_variant base;
    if (diag_create(&diag))
        return -1;
    int status = explore_variant_read(&base, space, EXPLORE_BASE, diag);
    if (status == 0) {
        status = explore_point_hash(out, &base, search);
        explore_variant_free(&base);
    }
    diag_free(diag);
    return status;
}

static int hash_record(struct explore_record *record, const char *base)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return -1;
    fprintf(out, "answers %d\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%a\n%a\n%s\n",
            EXPLORE_ANSWERS_VERSION, record->machine_sha256, record->technology_sha256,
            record->network_sha256, record->vary, record->set, record->sampling, record->choices,
            record->objective, record->gap, record->time_limit_s, base);
    int failed = fclose(out);
    if (!failed)
        sha256_hex(text, size, record->identity);
    free(text);
    return failed ? -1 : 0;
}

static void fill(struct explore_record *record, const struct explore_space *space,
                 const struct explore_search *search, const struct provenance *provenance)
{
    record->version = provenance->version;
    record->command = provenance->command_line;
    record->machine = space->machine->name;
    record->machine_sha256 = space->machine->sha256;
    record->technology_sha256 = space->machine->technology_sha256;
    record->network = space->network->name;
    record->network_sha256 = space->network->sha256;
    record->choices = space->choices;
    record->objective = objectives[search->objective];
    record->gap = search->gap;
    record->time_limit_s = search->time_limit_s;
    record->points = space->sample.count;
}

int explore_identity_create(struct explore_identity *out, const struct explore_space *space,
                            const struct explore_search *search,
                            const struct provenance *provenance)
{
    char base[EXPLORE_KEY_MAX];
    *out = (struct explore_identity){.vary = vary_text(space), .set = set_text(space)};
    fill(&out->record, space, search, provenance);
    write_sampling(out->sampling, &space->sampling);
    out->record.vary = out->vary;
    out->record.set = out->set;
    out->record.sampling = out->sampling;
    if (out->vary && out->set && hash_base(space, search, base) == 0 &&
        hash_record(&out->record, base) == 0)
        return 0;
    explore_identity_free(out);
    return -1;
}

void explore_identity_free(struct explore_identity *identity)
{
    free(identity->vary);
    free(identity->set);
    *identity = (struct explore_identity){0};
}
