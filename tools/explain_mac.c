#include "explain_mac.h"

#include <string.h>

#include "number_text.h"

/* ENOS (Nasrin et al., IEEE Access 2022), Sec. III-A: compute energy of T over BC. */
static const double paper_ratio = 11.5;

static const double fj_per_pj = 1000;

int explain_mac_find(struct mac_explanation *out, const struct mac_cells *cells)
{
    static const int bits[] = {8, 4, 2};
    struct choice choices[MAC_EXPLAIN_CHOICES_MAX];
    int count = 0, over = 0, under = 0;
    for (const struct operator_def *const *op = operator_registry; *op != NULL; op++)
        for (int i = 0; i < 3 && count < MAC_EXPLAIN_CHOICES_MAX; i++) {
            char name[CHOICE_NAME_MAX];
            struct choice choice = {.op = *op, .bits = bits[i], .mode = "digital"};
            choice_name(&choice, name);
            if (strcmp(name, "T8") == 0)
                over = count;
            if (strcmp(name, "BC8") == 0)
                under = count;
            choices[count++] = choice;
        }
    return mac_explain(out, cells, choices, count, over, under);
}

static void print_number(FILE *out, int width, double value)
{
    char text[NUMBER_TEXT_MAX];
    fprintf(out, " %*s", width, number_three(text, value));
}

static void print_cells(FILE *out, const struct mac_cells *cells)
{
    fprintf(out, "\nfJ per toggle");
    for (int kind = 0; kind < CELL_COUNT; kind++)
        fprintf(out, " %7s", netlist_cell_names[kind]);
    fprintf(out, "   clock\n%13s", "");
    for (int kind = 0; kind < CELL_COUNT; kind++)
        print_number(out, 7, fj_per_pj * cells->full_adder_pj * cells->share[kind]);
    print_number(out, 7, fj_per_pj * cells->full_adder_pj * cells->dff_clock_share);
    fprintf(out, "\n");
}

static void print_choice(FILE *out, const struct mac_explained_choice *c)
{
    char name[CHOICE_NAME_MAX];
    choice_name(&c->choice, name);
    fprintf(out, "%-3s", name);
    if (c->lanes > 1)
        fprintf(out, " x%-2d", c->lanes);
    else
        fprintf(out, "    ");
    print_number(out, 7, fj_per_pj * c->energy.energy_pj);
    for (int part = 0; part < MAC_PART_COUNT; part++)
        print_number(out, 10, fj_per_pj * c->energy.part_pj[part]);
    print_number(out, 8, fj_per_pj * c->settled_pj);
    fprintf(out, "\n");
}

static void print_choices(FILE *out, const struct mac_explanation *e)
{
    fprintf(out, "\nfJ a term  E_OP");
    for (int part = 0; part < MAC_PART_COUNT; part++)
        fprintf(out, " %10s", mac_part_names[part]);
    fprintf(out, "  settled\n");
    for (int i = 0; i < e->choice_count; i++)
        print_choice(out, &e->choice[i]);
}

static void print_ratios(FILE *out, const struct mac_explanation *e)
{
    static const char *const statistics[MAC_STATISTICS_COUNT] = {"headline", "uniform, x signed",
                                                                 "uniform, x unsigned"};
    static const char *const pipeline[MAC_PIPELINE_COUNT] = {"register before the adder (E_OP)",
                                                             "register behind the multiplier",
                                                             "no pipeline register"};
    fprintf(out, "\nT8 : BC8 (the paper: %.1f)       with glitches         without glitches\n",
            paper_ratio);
    fprintf(out, "%-26s    all  gates  arith     all  gates  arith\n", "");
    for (int p = 0; p < MAC_PIPELINE_COUNT; p++) {
        fprintf(out, "%s\n", pipeline[p]);
        for (int s = 0; s < MAC_STATISTICS_COUNT; s++) {
            fprintf(out, "  %-24s", statistics[s]);
            for (int glitches = 1; glitches >= 0; glitches--)
                for (int extent = 0; extent < MAC_EXTENT_COUNT; extent++)
                    print_number(out, glitches == 0 && extent == 0 ? 7 : 6,
                                 e->ratio[p][s][extent][glitches]);
            fprintf(out, "\n");
        }
    }
}

static void print_varied(FILE *out, const struct mac_explanation *e)
{
    const struct mac_explained_choice *pair[2] = {&e->choice[e->over], &e->choice[e->under]};
    fprintf(out, "\nA cell's energy halved, doubled\n");
    fprintf(out, "            T8, fJ            BC8, fJ           T8 : BC8\n");
    for (int v = 0; v < MAC_VARIED_COUNT; v++) {
        fprintf(out, "%-8s", v == MAC_VARIED_CLOCK ? "clock" : netlist_cell_names[v]);
        for (int i = 0; i < 2; i++) {
            print_number(out, 8, fj_per_pj * pair[i]->varied_pj[v][0]);
            print_number(out, 8, fj_per_pj * pair[i]->varied_pj[v][1]);
        }
        print_number(out, 8, e->varied_ratio[v][0]);
        print_number(out, 8, e->varied_ratio[v][1]);
        fprintf(out, "\n");
    }
}

void explain_mac_print(FILE *out, const struct mac_explanation *explanation)
{
    fprintf(out,
            "The MAC as gates: an 8-bit Baugh-Wooley array (two 4-bit or four 2-bit lanes,\n"
            "summed together), a 12 or 20-bit ripple adder, muxes and sign logic, registers.\n"
            "E_OP is toggles times energy: %llu terms in %d streams, every cell one unit\n"
            "of delay, so glitches count. A term is one x and w with all its additions\n"
            "(MF: two), or one lane's product. `settled`: without glitches.\n"
            "Headline: x half-normal, w Gaussian, clipped at 3 sigma, quantised.\n"
            "all: E_OP. gates: without registers and clock. arith: multiplier and adder only.\n",
            (unsigned long long)explanation->terms, NETLIST_STREAMS);
    print_cells(out, &explanation->cells);
    print_choices(out, explanation);
    print_ratios(out, explanation);
    print_varied(out, explanation);
}
