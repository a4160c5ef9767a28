#include "explore_table.h"

#include <math.h>
#include <stdlib.h>

#include "mapper/csv.h"

static int take(void *context, size_t number, const struct explore_point *point)
{
    struct explore_table *table = context;
    if (number >= explore_space_points(table->space))
        return 0;
    table->row[table->count++] = (struct explore_row){.number = number, .point = *point};
    return 0;
}

double explore_row_value(const struct explore_row *row, enum explore_aim aim)
{
    const struct explore_point *point = &row->point;
    const double value[AIM_COUNT] = {[AIM_ENERGY] = point->energy_pj,
                                     [AIM_LATENCY] = point->latency_s,
                                     [AIM_AREA] = point->area_mm2,
                                     [AIM_EDP] = point->edp_js};
    return value[aim];
}

static int mark_front(struct explore_table *table)
{
    double *value = calloc(table->count * AIM_COUNT + 1, sizeof *value);
    unsigned char *marks = calloc(table->count + 1, 1);
    int status = value && marks ? 0 : -1;
    for (size_t i = 0; status == 0 && i < table->count; i++)
        for (int aim = 0; aim < AIM_COUNT; aim++)
            value[i * AIM_COUNT + (size_t)aim] =
                table->row[i].number == EXPLORE_BASE
                    ? INFINITY
                    : explore_row_value(&table->row[i], (enum explore_aim)aim);
    if (status == 0)
        status = explore_front_mark(marks, value, table->count, &table->aims);
    for (size_t i = 0; status == 0 && i < table->count; i++)
        table->row[i].is_on_front = marks[i];
    free(value);
    free(marks);
    return status;
}

int explore_table_read(struct explore_table *out, const struct explore_space *space,
                       const struct explore_aims *aims, struct explore_store *store,
                       int64_t exploration)
{
    *out = (struct explore_table){.space = space, .aims = *aims};
    out->row = calloc(explore_space_points(space), sizeof *out->row);
    if (!out->row)
        return -1;
    if (explore_store_read(store, exploration, take, out) == 0 && mark_front(out) == 0)
        return 0;
    explore_table_free(out);
    return -1;
}

void explore_table_free(struct explore_table *table)
{
    free(table->row);
    *table = (struct explore_table){0};
}

const struct explore_row *explore_table_base(const struct explore_table *table)
{
    return table->count && table->row[0].number == EXPLORE_BASE ? &table->row[0] : NULL;
}

const struct explore_row *explore_table_best(const struct explore_table *table,
                                             enum explore_aim aim)
{
    const struct explore_row *best = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct explore_row *row = &table->row[i];
        if (row->number == EXPLORE_BASE || row->point.state != POINT_MAPPED)
            continue;
        double value = explore_row_value(row, aim);
        double least = best ? explore_row_value(best, aim) : INFINITY;
        if (!best || value < least || (value == least && row->is_on_front && !best->is_on_front))
            best = row;
    }
    return best;
}

size_t explore_table_in_state(const struct explore_table *table, enum explore_point_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        count += table->row[i].number != EXPLORE_BASE && table->row[i].point.state == state;
    return count;
}

size_t explore_table_proven(const struct explore_table *table, double *largest_gap)
{
    size_t count = 0;
    *largest_gap = 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct explore_row *row = &table->row[i];
        if (row->number == EXPLORE_BASE || row->point.state != POINT_MAPPED)
            continue;
        count += row->point.proven != 0;
        *largest_gap = fmax(*largest_gap, row->point.largest_gap);
    }
    return count;
}

const char *explore_row_setting(const struct explore_table *table, const struct explore_row *row,
                                size_t axis, size_t k)
{
    const struct explore_axis *a = &table->space->axis[axis];
    if (row->number == EXPLORE_BASE)
        return "";
    return explore_axis_value(a, explore_space_digit(table->space, row->number, axis), k);
}

static void write_keys(FILE *out, const struct explore_space *space)
{
    for (size_t a = 0; a < space->axis_count; a++)
        for (size_t k = 0; k < space->axis[a].key_count; k++) {
            fputc(',', out);
            csv_write_text(out, space->axis[a].key[k]);
        }
}

static void write_finite(FILE *out, double value)
{
    fputc(',', out);
    csv_write_number(out, isfinite(value) ? value : NAN);
}

static void write_row(FILE *out, const struct explore_table *table, const struct explore_row *row)
{
    const struct explore_point *p = &row->point;
    const double numbers[] = {p->energy_pj,
                              p->op_pj,
                              p->spad_pj,
                              p->noc_pj,
                              p->glb_pj,
                              p->dram_pj,
                              p->lower_bound_pj,
                              p->latency_cycles,
                              p->latency_s,
                              p->edp_js,
                              p->area_mm2,
                              p->utilization,
                              p->state == POINT_INVALID ? NAN : p->largest_gap};
    fprintf(out, "%zu", row->number);
    for (size_t a = 0; a < table->space->axis_count; a++)
        for (size_t k = 0; k < table->space->axis[a].key_count; k++) {
            fputc(',', out);
            csv_write_text(out, explore_row_setting(table, row, a, k));
        }
    fprintf(out, ",%s,%d", explore_point_states[p->state], row->is_on_front);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        write_finite(out, numbers[i]);
    fprintf(out, ",%d,", p->proven);
    csv_write_text(out, p->reason);
    fputc('\n', out);
}

void explore_table_write_csv(FILE *out, const struct explore_table *table,
                             const struct provenance *provenance)
{
    provenance_write(out, provenance, "explore");
    fputs("point", out);
    write_keys(out, table->space);
    fputs(",state,front,energy_pj,op_pj,spad_pj,noc_pj,glb_pj,dram_pj,lower_bound_pj,"
          "latency_cycles,latency_s,edp_js,area_mm2,utilization,largest_gap,proven,reason\n",
          out);
    for (size_t i = 0; i < table->count; i++)
        write_row(out, table, &table->row[i]);
}
