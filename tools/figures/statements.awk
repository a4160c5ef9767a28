# tables.csv of SqueezeNet --> the statements of the paper's Sec. III-A on its Fig. 4.

BEGIN { FS = "," }
/^#/ { next }
!header++ {
    for (i = 1; i <= NF; i++) at[$i] = i
    next
}
{
    choice = $at["operator"] $at["bits"]
    if (!(choice in terms)) order[++choices] = choice
    terms[choice] += $at["ops"]
    mac[choice] += $at["energy_op_pj"]
    all[choice] += $at["energy_pj"]
    dram[choice] += $at["e_tx_dram_pj"]
    if (split($at["layer"], part, "/") != 2 || $at["bits"] != 8) next
    if (!(part[1] in ops)) module[++modules] = part[1]
    if ($at["operator"] == "T") ops[part[1]] += $at["ops"]
    cost[part[2], choice, part[1]] = $at["energy_pj"] / 1e6
    chip[part[2], choice, part[1]] = ($at["energy_pj"] - $at["e_tx_dram_pj"]) / 1e6
    of_mac[part[2], choice, part[1]] = $at["energy_op_pj"] / 1e6
}

function verdict(holds) { return holds ? "holds" : "does not" }
function e_op(name) { return mac[name] / terms[name] }

function per_term(    c, name, access)
{
    print "1. MAC energy is much lower than access energy, per operation (pJ per term):"
    print "            MAC   access, on chip  MAC : access   with DRAM  MAC : access"
    for (c = 1; c <= choices; c++) {
        name = order[c]
        access = all[name] - mac[name] - dram[name]
        printf "   %-4s  %6.4f            %6.4f          %.2f      %6.4f          %.2f\n", name, \
            e_op(name), access / terms[name], mac[name] / access, \
            (access + dram[name]) / terms[name], mac[name] / (access + dram[name])
    }
}

function compute_order(    b)
{
    print "\n2. T needs the most energy to compute, BC the least, T : BC about 11.5:"
    for (b = 8; b >= 2; b /= 2)
        printf "   %d bit: T : MF : BC = 1 : %.2f : %.2f, T : BC = %.2f; the order %s\n", b, \
            e_op("MF" b) / e_op("T" b), e_op("BC" b) / e_op("T" b), e_op("T" b) / e_op("BC" b), \
            verdict(e_op("T" b) > e_op("MF" b) && e_op("MF" b) > e_op("BC" b))
}

# The least and the largest share of the MAC in T8's layers of a kind, in percent.
function shares(costs, k,    m, share, low, high)
{
    low = 1
    for (m = 1; m <= modules; m++) {
        share = of_mac[k, "T8", module[m]] / costs[k, "T8", module[m]]
        low = share < low ? share : low
        high = share > high ? share : high
    }
    return sprintf("%.0f to %.0f %%", 100 * low, 100 * high)
}

function mac_share(    k)
{
    print "\n3. For T, MAC energy is quite significant in a layer's energy (its share, fire2 to fire9):"
    for (k = 1; k <= 3; k++)
        printf "   %s  with DRAM %s, without %s\n", kind[k], shares(cost, kind[k]), \
            shares(chip, kind[k])
}

function e3x3_first(costs,    c, m, name, count)
{
    for (c = 1; c <= 3; c++) {
        name = eight[c]
        count = 0
        for (m = 1; m <= modules; m++)
            count += costs["e3x3", name, module[m]] > costs["s1x1", name, module[m]] && \
                costs["e3x3", name, module[m]] > costs["e1x1", name, module[m]]
        printf "  %s %d of %d", name, count, modules
    }
    print ""
}

# The modules by the energy of their layer of a kind, the two of the most.
function top(costs, k, name,    m, first, second)
{
    for (m = 1; m <= modules; m++)
        if (!first || costs[k, name, module[m]] > costs[k, name, module[first]]) {
            second = first
            first = m
        } else if (!second || costs[k, name, module[m]] > costs[k, name, module[second]]) {
            second = m
        }
    return module[first] " " module[second]
}

function most_expensive(costs,    k, c, pair)
{
    for (k = 1; k <= 3; k++) {
        printf "     %s", kind[k]
        for (c = 1; c <= 3; c++) {
            pair = top(costs, kind[k], eight[c])
            printf "   %-3s %s %s", eight[c], pair, \
                verdict(pair == "fire4 fire8" || pair == "fire8 fire4")
        }
        print ""
    }
}

END {
    split("s1x1 e1x1 e3x3", kind, " ")
    split("T8 MF8 BC8", eight, " ")
    per_term()
    compute_order()
    mac_share()
    printf "\n4. e3x3 costs more than s1x1 and e1x1, module by module:\n   with DRAM   "
    e3x3_first(cost)
    printf "   without DRAM"
    e3x3_first(chip)
    print "\n5. fire4 and fire8 cost most in each of s1x1, e1x1, e3x3 (the two that do):\n   with DRAM"
    most_expensive(cost)
    print "   without DRAM"
    most_expensive(chip)
    printf "\n6. Terms: fire4 46M, fire8 59M, the most of all. Here, M:\n  "
    for (m = 1; m <= modules; m++) printf " %s %.1f ", module[m], ops[module[m]] / 1e6
    print ""
}
