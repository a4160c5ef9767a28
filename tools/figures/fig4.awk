# From tables.csv to fig4.csv, and to one data file per panel for fig4.gp. -v folder=DIR

BEGIN {
    FS = ","
    split("MAC registers network buffer DRAM", part, " ")
    split("s1x1 e1x1 e3x3", kind, " ")
    split("T8 MF8 BC8", shown, " ")
    csv = folder "/fig4.csv"
    print "# energies: panel a in pJ per term, mean over the network; others in uJ per image" > csv
    print "# a: registers, network, buffer and DRAM are the parts of E_TX" > csv
}

/^#/ { if (/^# (input|tool|command)/) print > csv; next }
$1 == "layer" { for (i = 1; i <= NF; i++) column[$i] = i; next }

{
    choice = $(column["operator"]) $(column["bits"]); layer = $(column["layer"])
    mode = $(column["mode"]); if (mode != "digital") choice = choice "@" mode
    if (!(choice in terms)) choices[++choice_count] = choice
    if (!(layer in seen)) { seen[layer] = 1; layers[++layer_count] = layer }
    terms[choice] += $(column["ops"])
    sum[choice, "MAC"] += $(column["energy_op_pj"])
    sum[choice, "registers"] += $(column["e_tx_spad_pj"])
    sum[choice, "network"] += $(column["e_tx_noc_pj"])
    sum[choice, "buffer"] += $(column["e_tx_glb_pj"])
    sum[choice, "DRAM"] += $(column["e_tx_dram_pj"])
    e_op[layer, choice] = $(column["energy_op_pj"]) / 1e6
    dram[layer, choice] = $(column["e_tx_dram_pj"]) / 1e6
    e_tx[layer, choice] = $(column["e_tx_pj"]) / 1e6
}

function write_terms(    i, k, c, height, data)
{
    data = folder "/panel-a.dat"
    for (i = 1; i <= choice_count; i++) {
        c = choices[i]
        printf "%d %s", i, c > data
        height = 0
        for (k = 1; k <= 5; k++) {
            printf "a,network,%s,%s,%.6g,pJ/term\n", c, part[k], sum[c, part[k]] / terms[c] > csv
            height = k < 5 ? height + sum[c, part[k]] / terms[c] : sum[c, part[k]] / terms[c]
            printf " %.6g", height > data
        }
        print "" > data
    }
}

# The bars of one layer, at group number `at`: on chip and off it, each as a height.
function write_layer(panel, at, label, layer,    k, c, data)
{
    data = folder "/panel-" panel ".dat"
    for (k = 1; k <= 3; k++) {
        c = shown[k]
        if (!((layer, c) in e_op)) continue
        printf "%s,%s,%s,E_OP,%.6g,uJ\n", panel, layer, c, e_op[layer, c] > csv
        printf "%s,%s,%s,E_TX,%.6g,uJ\n", panel, layer, c, e_tx[layer, c] > csv
        printf "%s,%s,%s,E_TX of which DRAM,%.6g,uJ\n", panel, layer, c, dram[layer, c] > csv
        printf "%g \"%s\" %d %.6g %.6g %.6g\n", 4 * at + k, k == 2 ? label : "", k, e_op[layer, c],
            e_op[layer, c] + e_tx[layer, c] - dram[layer, c], e_op[layer, c] + e_tx[layer, c] > data
    }
}

function write_kind(panel, name,    i, at)
{
    for (i = 1; i <= layer_count; i++) {
        if (layers[i] ~ ("/" name "$"))
            write_layer(panel, at++, substr(layers[i], 1, index(layers[i], "/") - 1), layers[i])
    }
    return at
}

END {
    write_terms()
    found = 0
    for (i = 1; i <= 3; i++)
        found += write_kind(substr("bcd", i, 1), kind[i])
    for (i = 1; i <= layer_count && !found; i++)
        write_layer("b", i - 1, layers[i], layers[i])
    for (i = 1; i <= 3; i++) # a panel without bars is left out
        printf "" >> (folder "/panel-" substr("bcd", i, 1) ".dat")
}
