# Node, model, and for T8, MF8, BC8 energy, E_OP, DRAM, compulsory DRAM (pJ) --> T : MF : BC, and
# what it is made of.
#
# With s the share of E_OP in T's energy, o and x what E_OP and E_TX of MF or BC are of T's,
#     MF or BC : T = s o + (1 - s) x.
# The paper: T : MF : BC = 1 : 0.34 : 0.17, and E_OP of T : BC = 11.5; MF adds twice, so its o is
# taken as twice BC's.

BEGIN {
    paper_o["MF"] = 2 / 11.5
    paper_o["BC"] = 1 / 11.5
    paper["MF"] = 0.34
    paper["BC"] = 0.17
}

{
    name[NR] = sprintf("%2d nm %-8s", $1, $2)
    split("T MF BC", operator, " ")
    for (i = 1; i <= 3; i++) {
        energy[NR, operator[i]] = $(4 * i - 1)
        op[NR, operator[i]] = $(4 * i)
        dram[NR, operator[i]] = $(4 * i + 1)
        compulsory[NR, operator[i]] = $(4 * i + 2)
    }
}

# The energy: "all", "less" the DRAM words that no mapping avoids, on the "chip" alone.
function total(r, operator, what)
{
    if (what == "less") return energy[r, operator] - compulsory[r, operator]
    return energy[r, operator] - (what == "chip" ? dram[r, operator] : 0)
}

function ratio_text(r, what)
{
    return sprintf("1 : %.2f : %.2f", total(r, "MF", what) / total(r, "T", what), \
        total(r, "BC", what) / total(r, "T", what))
}

function op_ratio(r, operator) { return op[r, operator] / op[r, "T"] }
function op_share(r) { return op[r, "T"] / total(r, "T", "chip") }
function tx_ratio(r, operator)
{
    return (total(r, operator, "chip") - op[r, operator]) / (total(r, "T", "chip") - op[r, "T"])
}

# The ratio if E_OP were as the paper has it, all else as here.
function paper_op(r, operator)
{
    return op_share(r) * paper_o[operator] + (1 - op_share(r)) * tx_ratio(r, operator)
}

# The share s at which s o + (1 - s) x is the paper's ratio, in percent; "-" if no share does it.
function needed(r, operator, op_is,    x_here, share)
{
    x_here = tx_ratio(r, operator)
    share = x_here == op_is ? -1 : (x_here - paper[operator]) / (x_here - op_is)
    return share < 0 || share > 1 ? "-" : sprintf("%.0f%%", 100 * share)
}

END {
    print "                T8, uJ   with DRAM        less compulsory  without DRAM"
    for (r = 1; r <= NR; r++)
        printf "%s %7.4g   %s  %s  %s\n", name[r], energy[r, "T"] / 1e6, ratio_text(r, "all"), \
            ratio_text(r, "less"), ratio_text(r, "chip")
    print "the paper, SqueezeNet on CIFAR, 8 bits: 1 : 0.34 : 0.17; E_OP T : BC 11.5"
    print "\nWithout DRAM    E_OP   E_OP of T's   E_TX of T's   E_OP as the   share of E_OP needed with"
    print "                of T   MF    BC      MF    BC      paper's       E_OP here   E_OP as paper's"
    print "                                                                 MF    BC    MF    BC"
    for (r = 1; r <= NR; r++)
        printf "%s %4.0f%%   %.2f  %.2f    %.2f  %.2f    1 : %.2f : %.2f  %-5s %-5s %-5s %s\n", \
            name[r], 100 * op_share(r), op_ratio(r, "MF"), op_ratio(r, "BC"), \
            tx_ratio(r, "MF"), tx_ratio(r, "BC"), paper_op(r, "MF"), paper_op(r, "BC"), \
            needed(r, "MF", op_ratio(r, "MF")), needed(r, "BC", op_ratio(r, "BC")), \
            needed(r, "MF", paper_o["MF"]), needed(r, "BC", paper_o["BC"])
}
