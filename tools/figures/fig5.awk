# Groups of run_series.awk --> the table of the figure, as CSV and for operator_table.gp. The
# operators of a row are those of its most accurate network on the validation split.
# -v figure=fig5 -v series=mode -v folder=DIR -v csv=FILE -v command=TEXT

FILENAME ~ /paper_fig5\.csv$/ {
    if (!/^#/ && $1 != "data") {
        paper_data[++papers] = $1
        paper_row[papers] = $2
        paper_accuracy[papers] = $3
        paper_energy[papers] = $4
    }
    next
}
FNR == 1 && reading == 0 && /^run\t/ { FS = "\t"; $0 = $0; begin_points(); next }
reading { keep_point() }

# The network whose operators stand for a group's.
function note_best(    i, k, validation)
{
    for (i = 1; i <= points; i++) {
        $0 = line[order[i]]
        k = member[order[i]]
        validation = $at["validation_accuracy"] + 0
        if (k in shown_validation && validation <= shown_validation[k]) continue
        shown_validation[k] = validation
        g_assignment[k] = $at["assignment"]
        g_layers[k] = $at["layers"]
        g_seed[k] = $at["seed"]
    }
}

function write_paper_row(p, network)
{
    printf "paper,%s,%s,%s,,,,1,%s,,%s,,\n", network, paper_data[p],
        (paper_row[p] == "ENOS" ? "search" : "uni " paper_row[p]), paper_accuracy[p], paper_energy[p] > csv
}

function bar_text(i, format) { return bar(i) ? sprintf(format, bar(i)) : "" }
function row_label(i) { return g_kind[i] == "uni" ? "uni-operator " g_set[i] : g_mode[i] ", " g_weight[i] }

function write_row(i,    several)
{
    several = g_n[i] > 1
    printf "here,%s,%s,%s,%s,%s,%s,%d,%.4g,%s,%.4g,%s,%s\n", g_network[i], g_data[i],
        g_kind[i] == "uni" ? "uni " g_set[i] : "search " g_set[i], g_mode[i], g_lambda[i], g_target[i],
        g_n[i], g_accuracy[i], several ? sprintf("%.3g", g_accuracy_sd[i]) : "", g_energy[i],
        several ? sprintf("%.3g", g_energy_sd[i]) : "", g_assignment[i] > csv
    note_used(g_assignment[i])
    add_text(left_edge, y, "left", row_label(i))
    add_text(left_edge + 190, y, "left", sprintf("%.1f", g_accuracy[i]) bar_text(i, " +- %.1f"))
    add_text(left_edge + 285, y, "left", sprintf("%.3f", g_energy[i]))
    write_assignment(g_layers[i], g_assignment[i], y)
    printf "  %-28s %6.2f %-9s %.3f  %s\n", row_label(i), g_accuracy[i],
        bar_text(i, "+- %.2f"), g_energy[i], g_assignment[i]
    y++
}

function write_paper(p)
{
    add_text(left_edge, y, "left", "paper, " (paper_row[p] == "ENOS" ? "searched" : paper_row[p]))
    add_text(left_edge + 190, y, "left", paper_accuracy[p])
    add_text(left_edge + 285, y, "left", paper_energy[p])
    printf "  %-28s %6.2f %-9s %.3f\n", "paper, " (paper_row[p] == "ENOS" ? "searched" : paper_row[p]),
        paper_accuracy[p], "", paper_energy[p]
    y++
}

# Uni-operator rows and then searched ones, each kind by energy, most first.
function rank_of(i) { return (g_kind[i] == "uni" ? 0 : 1e6) - g_energy[i] }

function is_in_panel(i, k)
{
    return g_kind[i] == "search" ? g_panel[i] == panel[k] : g_kind[i] == "uni" && g_place[i] == place[k]
}

function write_panel(k,    i, j, n, row, layer, layers)
{
    for (i = 1; i <= groups; i++) {
        if (!is_in_panel(i, k)) continue
        for (j = ++n; j > 1 && rank_of(row[j - 1]) > rank_of(i); j--) row[j] = row[j - 1]
        row[j] = i
    }
    y++
    add_text(left_edge, y, "title", panel[k])
    y += 2
    print panel[k]
    layers = make_columns(g_layers[row[1]], layer)
    write_heads(layer, layers, y)
    y++
    add_text(left_edge + 190, y, "left", "accuracy, %")
    add_text(left_edge + 285, y++, "left", "energy")
    for (j = 1; j <= n; j++) {
        write_row(row[j])
        for (i = 1; i <= papers; i++)
            if (is_paper(i, row[j])) write_paper(i)
    }
    for (i = 1; i <= papers; i++)
        if (paper_row[i] == "ENOS" && is_papers(i, row[n]) && g_set[row[n]] == "mixed-operator")
            write_paper(i)
}

# The paper's rows are of SqueezeNet, the searched ones of operators at 8 bits.
function is_papers(p, i) { return paper_data[p] == g_data[i] && g_network[i] ~ /^squeezenet/ }
function is_paper(p, i) { return is_papers(p, i) && g_kind[i] == "uni" && paper_row[p] == g_set[i] }

END {
    end_groups()
    note_best()
    for (i = 1; i <= groups; i++)
        if (g_kind[i] == "search" && !(g_panel[i] in seen_panel)) {
            seen_panel[g_panel[i]] = 1
            panel[++panels] = g_panel[i]
            place[panels] = g_place[i]
        }
    if (!panels) {
        print figure ": nothing to show: the folders hold no search" > "/dev/stderr"
        exit 2
    }
    left_edge = -360
    open_table()
    print "# " command > csv
    print "# accuracy in percent, energy as a share of the network of T8, sd over seeds; operators in the" > csv
    print "# network's order, of the most accurate network on the validation split" > csv
    print "from,network,data,row,mode,lambda,target,networks,accuracy,accuracy_sd,energy_share,energy_sd,operators" > csv
    for (k = 1; k <= panels; k++) write_panel(k)
    for (i = 1; i <= papers; i++) write_paper_row(i, "squeezenet")
    close_table(y + 1, 380)
}
