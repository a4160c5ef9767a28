/* E_OP: pricing an activity, and the providers of computing modes. */
#include "arch/mac.h"

#include <math.h>
#include <string.h>

const char *const mac_part_names[MAC_PART_COUNT] = {
#define MAC_PART_NAME(id, name) name,
    MAC_PARTS(MAC_PART_NAME)
#undef MAC_PART_NAME
};

const char *mac_status_text(int status)
{
    static const char *const text[MAC_STATUS_COUNT] = {
#define MAC_STATUS_TEXT(id, message) message,
        MAC_STATUSES(MAC_STATUS_TEXT)
#undef MAC_STATUS_TEXT
    };
    return status >= 0 && status < MAC_STATUS_COUNT ? text[status] : "unknown status";
}

static int is_share(double share)
{
    return isfinite(share) && share >= 0;
}

static int check_cells(const struct mac_cells *cells)
{
    if (!isfinite(cells->full_adder_pj) || cells->full_adder_pj <= 0)
        return MAC_BAD_CELLS;
    for (int kind = 0; kind < CELL_COUNT; kind++)
        if (!is_share(cells->share[kind]))
            return MAC_BAD_CELLS;
    return is_share(cells->dff_clock_share) ? MAC_OK : MAC_BAD_CELLS;
}

static double part_shares(const struct mac_activity *activity, const struct mac_cells *cells,
                          int part)
{
    double shares = 0;
    for (int kind = 0; kind < CELL_COUNT; kind++)
        shares += activity->toggles[part][kind] * cells->share[kind];
    return part == MAC_PART_CLOCK ? activity->clocked * cells->dff_clock_share : shares;
}

static int is_register_part(int part)
{
    return part == MAC_PART_REGISTERS || part == MAC_PART_CLOCK;
}

int mac_price(struct mac_energy_result *out, const struct mac_activity *activity,
              const struct mac_cells *cells, const struct mac_options *options)
{
    if (check_cells(cells) != MAC_OK)
        return MAC_BAD_CELLS;
    *out = (struct mac_energy_result){0};
    for (int part = 0; part < MAC_PART_COUNT; part++) {
        if (is_register_part(part) && !options->with_registers)
            continue;
        out->part_pj[part] = cells->full_adder_pj * part_shares(activity, cells, part);
        out->energy_pj += out->part_pj[part];
    }
    return MAC_OK;
}

int mac_energy(const struct mac_cells *cells, const struct choice *choice, int lanes,
               const struct mac_statistics *statistics, const struct mac_options *options,
               struct mac_energy_result *out)
{
    struct mac_activity activity;
    if (check_cells(cells) != MAC_OK)
        return MAC_BAD_CELLS;
    int status = mac_activity(&activity, choice, lanes, statistics, options);
    return status == MAC_OK ? mac_price(out, &activity, cells, options) : status;
}

static int digital_energy(const void *context, const struct choice *choice, int lanes,
                          const struct mac_statistics *statistics,
                          const struct mac_options *options, struct mac_energy_result *out)
{
    return mac_energy(context, choice, lanes, statistics, options, out);
}

struct mac_provider mac_provider_digital(const struct mac_cells *cells)
{
    return (struct mac_provider){.mode = "digital", .context = cells, .energy = digital_energy};
}

int mac_provider_energy(const struct mac_provider *providers, size_t provider_count,
                        const struct choice *choice, int lanes,
                        const struct mac_statistics *statistics, const struct mac_options *options,
                        struct mac_energy_result *out)
{
    for (size_t i = 0; i < provider_count; i++)
        if (strcmp(providers[i].mode, choice->mode) == 0)
            return providers[i].energy(providers[i].context, choice, lanes, statistics, options,
                                       out);
    return MAC_NO_MODE;
}
