# A table of the chip with mappings (eyeriss_alexnet.csv), what simulate_words and what words made
# of them --> chip, simulator and model side by side, a line per layer and quantity. -v batch:
# images that the chip did; -v simulated: images that were simulated, whose counts are scaled.

BEGIN {
    FS = ","
    scale = batch / simulated
    print "layer   quantity               chip  simulator      model  difference"
}
/^#/ { next }
$1 == "layer" {
    file++
    split("", at)
    for (i = 1; i <= NF; i++) at[$i] = i
    next
}
file == 1 {
    layer[++layers] = $at["layer"]
    for (name in at) chip[$at["layer"], name] = $at[name]
    next
}
file == 2 {
    sim[$1, $2] = $3
    next
}
{
    key = $at["level"] "." $at["word"] "."
    for (i = at["fill"]; i <= at["drain"]; i++) model[$1, key i - at["fill"]] = $i
    model[$1, "pes"] = $at["pes"]
    model[$1, "cycles"] = $at["cycles"]
    model[$1, "chip_pj"] = $at["chip_pj"]
}

function up(a, b) { return int((a + b - 1) / b) }
function of(name) { return chip[l, name] }

# Pairs of run and value, 21 1/3 bits each, that a word of 16 bits becomes: every word that is not
# zero, and every 32nd zero in a row, ends one.
function rlc(zeros) { return 64 / 3 / 16 * (1 - zeros) / (1 - zeros ^ 32) }

# Zeros among the inputs that are stored: padding, too.
function stored_zeros()
{
    return 1 - (1 - of("zeros_pct") / 100) * (1 - 2 * of("pad") / of("HW")) ^ 2
}

# The outputs are the next layer's inputs; what pooling and the last layer do to them is not known.
function next_zeros(    next_layer)
{
    next_layer = number < layers ? number + 1 : number
    if (layer[next_layer] == l "b") next_layer++
    return chip[layer[next_layer], "zeros_pct"] / 100
}

# The network's input is not compressed.
function ifmap_bytes(words) { return words * 2 * (number == 1 ? 1 : rlc(stored_zeros())) }
function ofmap_bytes(words) { return words * 2 * rlc(next_zeros()) }

function show(quantity, there, here, counted, digits,    form)
{
    form = "%-7s %-17s %9s %10." digits "f %10s"
    printf form, l, quantity, there, here, counted == "" ? "-" : sprintf("%." digits "f", counted)
    if (there + 0 > 0) printf "  %+9.1f %%", 100 * (here / there - 1)
    print ""
}

function passes()
{
    return up(of("C"), of("q") * of("r")) * of("G") * up(of("M") / of("G"), of("p") * of("t")) * \
        up(of("EF"), of("e")) * up(batch, of("n"))
}

# Lockstep: all passes of a layer take as many steps.
function passes_done()
{
    return scale * sim[l, "compute"] / (of("n") * of("EF") * of("RS") * of("p") * of("q"))
}

# MB; what the array reads and writes, not what fills the GLB.
function glb(    words)
{
    words = sim[l, "GLB.I.read"] + sim[l, "GLB.psum.read"] + sim[l, "GLB.psum.update"] + \
        sim[l, "GLB.psum.drain"] + sim[l, "GLB.out.update"] + sim[l, "GLB.out.drain"]
    return scale * words * 2 / 1e6
}

function glb_of_model(    words)
{
    words = model[l, "GLB.I.1"] + model[l, "GLB.psum.1"] + model[l, "GLB.psum.2"] + \
        model[l, "GLB.psum.3"] + model[l, "GLB.out.2"] + model[l, "GLB.out.3"]
    return scale * words * 2 / 1e6
}

function compare(    ms, load, dump)
{
    ms = scale * 1e3 / sim[l, "hz"]
    load = ifmap_bytes(sim[l, "DRAM.I.read"])
    dump = ofmap_bytes(sim[l, "DRAM.out.update"])
    show("active PEs", of("active_PEs"), sim[l, "pes"], model[l, "pes"], 0)
    show("passes", passes(), passes_done(), "", 0)
    show("GLB, MB", of("glb_access_MB"), glb(), glb_of_model(), 2)
    show("DRAM, MB", of("dram_MB"), scale * (2 * sim[l, "DRAM.W.read"] + load + dump) / 1e6, \
        scale * (2 * model[l, "DRAM.W.1"] + ifmap_bytes(model[l, "DRAM.I.1"]) + \
        ofmap_bytes(model[l, "DRAM.out.2"])) / 1e6, 2)
    show("processing, ms", of("processing_ms"), sim[l, "cycles"] * ms, model[l, "cycles"] * ms, 2)
    show("total, ms", of("total_ms"), (sim[l, "cycles"] + (load + dump) * 8 / 19.2) * ms, "", 2)
    show_power()
}

# mW while processing; 1 pJ/cycle at 1 Hz is 1e-9 mW.
function show_power(    rate, on_chip)
{
    rate = 1e-9 * sim[l, "hz"] / sim[l, "cycles"]
    on_chip = sim[l, "pj.mac"] + sim[l, "pj.spad"] + sim[l, "pj.noc"] + sim[l, "pj.glb"]
    show("power, mW", of("power_mW"), (on_chip - sim[l, "pj.gated"]) * rate, \
        model[l, "chip_pj"] * 1e-9 * sim[l, "hz"] / model[l, "cycles"], 0)
    show("  with DRAM", "-", (on_chip - sim[l, "pj.gated"] + sim[l, "pj.dram"]) * rate, "", 0)
}

# Where the processing cycles went, in percent of them.
function show_reasons(    r, reasons)
{
    split("compute fill noc glb collect dram drain", reasons, " ")
    printf "%-7s cycles, %%        ", l
    for (r = 1; r <= 7; r++)
        printf " %s %.1f", reasons[r], 100 * sim[l, reasons[r]] / sim[l, "cycles"]
    print ""
}

END {
    for (number = 1; number <= layers; number++) {
        l = layer[number]
        if (!((l, "cycles") in sim)) continue
        compare()
        show_reasons()
    }
}
