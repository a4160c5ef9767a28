# What run_points and run_events say --> fig6a.csv, fig6b.csv and the table for operator_table.gp.
# part=paper|points|decisions|entropies names the file that is read.
# -v folder=DIR -v out=DIR -v command=TEXT

BEGIN { FS = "\t"; left_edge = -360 }

part == "paper" && /^[0-9]/ {
    split($0, word, ",")
    paper_order_text = paper_order_text (paper_order_text == "" ? "" : ", ") word[2] " " short_name(word[3])
}

part == "points" && FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
part == "points" {
    f = $at["folder"]
    layers[f] = $at["layers"]
    weight[f] = $at["target"] + 0 > 0 ? "target " $at["target"] : "lambda " $at["lambda"]
    seed[f] = $at["seed"]
    n = ++networks[f]
    assignment[f, n] = $at["assignment"]
    energy[f, n] = $at["energy_share"]
    accuracy[f, n] = 100 * ($at["test_accuracy"] == "" ? $at["validation_accuracy"] : $at["test_accuracy"])
}

part == "decisions" {
    f = $2
    if (!(f in decided)) { sequential[++sequentials] = f; panel[f] = $1 }
    d = ++decided[f]
    cycle[f, d] = $3; unit_of[f, d] = $4; layer_of[f, d] = $5; choice[f, d] = $6; p[f, d] = $7
}

part == "entropies" {
    f = $2
    if (!(f in counted)) { stochastic[++stochastics] = f; panel[f] = $1 }
    d = ++counted[f]
    entropy_layer[f, d] = $3; entropy[f, d] = $4; open_choices[f, d] = $7
}

function write_title(letter, f,    layer, n)
{
    y++
    add_text(left_edge, y, "title", "(" letter ") " panel[f] ", " weight[f] ", seed " seed[f])
    y += 2
    print "(" letter ") " panel[f] ", " weight[f] ", seed " seed[f] " (" f ")"
    n = make_columns(layers[f], layer)
    write_heads(layer, n, y)
    y += 2
}

# Paler: what was decided in an earlier cycle.
function pale(colour,    i, c, text)
{
    for (i = 1; i <= 5; i += 2) {
        c = 16 * (index("0123456789abcdef", substr(colour, i, 1)) - 1) + \
            index("0123456789abcdef", substr(colour, i + 1, 1)) - 1
        text = text sprintf("%02x", 255 - (255 - c) * 0.4)
    }
    return text
}

# Layers that were never decided were pinned: they stand there from the first cycle.
function write_pinned(f,    name, word, n, i, d, open, c, last)
{
    n = split(layers[f], name, " ")
    split(assignment[f, 1], word, " ")
    for (d = 1; d <= decided[f]; d++) open[layer_of[f, d]] = 1
    last = cycle[f, decided[f]]
    for (i = 1; i <= n; i++)
        for (c = 1; c <= last && !(name[i] in open); c++)
            add_cell(x_of_layer[name[i]], y + c - 1, pale(colour_of(word[i])), short_name(word[i]))
}

function write_sequential(f,    d, c, last, text)
{
    write_title("a", f)
    write_pinned(f)
    last = cycle[f, decided[f]]
    for (d = 1; d <= decided[f]; d++) {
        used[choice[f, d]] = 1
        printf "\"%s\",%s,%d,%d,%s,%s,%s\n", panel[f], f, cycle[f, d], unit_of[f, d], layer_of[f, d],
            choice[f, d], p[f, d] > csv_a
        for (c = cycle[f, d]; c <= last; c++)
            add_cell(x_of_layer[layer_of[f, d]], y + c - 1,
                     c == cycle[f, d] ? colour_of(choice[f, d]) : pale(colour_of(choice[f, d])),
                     short_name(choice[f, d]))
        text = layer_of[f, d] " " short_name(choice[f, d])
        of_cycle[f, cycle[f, d]] = of_cycle[f, cycle[f, d]] (of_cycle[f, cycle[f, d]] == "" ? "" : ", ") text
        if (p[f, d] > most[f, cycle[f, d]]) most[f, cycle[f, d]] = p[f, d]
    }
    for (c = 1; c <= last; c++) {
        add_text(left_edge, y, "left", "cycle " c)
        add_text(left_edge + 70, y, "left", sprintf("largest p %.2f", most[f, c]))
        printf "  cycle %-3d p %.2f  %s\n", c, most[f, c], of_cycle[f, c]
        y++
    }
    if (panel[f] ~ /^squeezenet/) {
        add_text(left_edge, y++, "left", "paper (conv1 T from the beginning): " paper_order_text)
        print "  paper, conv1 T from the beginning: " paper_order_text
    }
}

function write_sample(f, n)
{
    note_used(assignment[f, n])
    printf "\"%s\",%s,sample,%d,%.4g,%s,%s\n", panel[f], f, n, accuracy[f, n], energy[f, n], assignment[f, n] > csv_b
    add_text(left_edge, y, "left", "sample " n)
    add_text(left_edge + 190, y, "left", sprintf("%.1f", accuracy[f, n]))
    add_text(left_edge + 285, y, "left", sprintf("%.3f", energy[f, n]))
    write_assignment(layers[f], assignment[f, n], y)
    printf "  sample %-3d %6.2f %%  energy %.3f  %s\n", n, accuracy[f, n], energy[f, n], assignment[f, n]
    y++
}

# Grey by entropy; in the cell its first two digits.
function write_entropies(f,    d, e, level, values, sum, open)
{
    add_text(left_edge, y, "left", "entropy, 0 decided, 1 all as likely")
    for (d = 1; d <= counted[f]; d++) {
        e = entropy[f, d]
        if (open_choices[f, d] > 1) { sum += e; open++ }
        level = sprintf("%02x", 255 - 110 * e)
        values = values (d > 1 ? " " : "") sprintf("%.3f", e)
        add_cell(x_of_layer[entropy_layer[f, d]], y, level level level, substr(sprintf("%.2f", e), e < 0.995 ? 2 : 1, 3))
    }
    y++
    printf "\"%s\",%s,entropy,,,,%s\n", panel[f], f, values > csv_b
    printf "  entropy, mean of what is open %.3f: %s\n", open ? sum / open : 0, values
}

function write_stochastic(f,    n)
{
    write_title("b", f)
    add_text(left_edge + 190, y - 1, "left", "accuracy, %")
    add_text(left_edge + 285, y - 1, "left", "energy")
    for (n = 1; n <= networks[f]; n++) write_sample(f, n)
    write_entropies(f)
}

END {
    csv_a = out "/fig6a.csv"
    csv_b = out "/fig6b.csv"
    open_table()
    print "# " command > csv_a
    print "# probability: of the choice, before it was decided; cycles and units as in log.jsonl" > csv_a
    print "panel,folder,cycle,unit,layer,choice,probability" > csv_a
    print "# " command > csv_b
    print "# accuracy in percent, energy as a share of the network of T8, values in the network's order;" > csv_b
    print "# entropy of softmax(alpha) over the log of the number of choices" > csv_b
    print "panel,folder,row,sample,accuracy,energy_share,values" > csv_b
    for (i = 1; i <= sequentials; i++) write_sequential(sequential[i])
    for (i = 1; i <= stochastics; i++) write_stochastic(stochastic[i])
    close_table(y + 1, 380)
}
