# eyeriss_alexnet.csv --> the chip's row-stationary mappings (enos/mappings/1), of layers with
# padding stored as the chip does (-v padding=stored) or not at all, as the model does.
#
# Outermost first: groups; blocks of m filters; n images; strips of e rows. The GLB holds the psums
# of these. Then sets of q r channels, whose ifmap strip the GLB holds, and sets of p t filters: each
# of these is a pass. In a pass: e output rows on the columns, R filter rows x r channels x t filters
# on the rows (t on the columns where the rows do not suffice). Each PE keeps p q S weights, goes
# through n images and F columns with a window of q S inputs, and sends p psums up.

BEGIN {
    FS = ","
    print "format: enos/mappings/1"
    printf "machine: {name: %s}\nmappings:\n", machine
}
/^#/ { next }
!header++ {
    for (i = 1; i <= NF; i++) at[$i] = i
    next
}

function get(name) { return $at[name] }
function up(a, b) { return int((a + b - 1) / b) }
function keep(level, tensor) { printf "      - {keep: [%s, %s]}\n", level, tensor }
function loop(dim, bound) { printf "      - {for: %s, bound: %d}\n", dim, bound }
function par(dim, bound, axis)
{
    if (bound > 1) printf "      - {par: %s, bound: %d, axis: %s}\n", dim, bound, axis
}

{
    pad = padding == "stored" ? 0 : get("pad")
    side = get("HW") - 2 * pad
    filters = get("M") / get("G")
    q = get("q")
    r = get("r")
    if (get("C") % q) { # a bound in time must divide C: as many channels a pass by other q, r
        r = q * r / 2
        q = 2
    }
    printf "  - layer: %s\n    shape: {N: 4, C: %d, M: %d, P: %d, Q: %d, R: %d, S: %d, G: %d, ", \
        get("layer"), get("C") * get("G"), get("M"), get("EF"), get("EF"), get("RS"), get("RS"), \
        get("G")
    printf "stride: %d, dilation: 1, pad: %d, H: %d, W: %d}\n", get("U"), pad, side, side
    print "    choice: T16\n    nodes:"
    keep("DRAM", "W"); keep("DRAM", "I"); keep("DRAM", "O")
    loop("G", get("G")); loop("M", filters / get("m")); loop("N", 4 / get("n"))
    loop("P", up(get("EF"), get("e")))
    keep("GLB", "O")
    loop("C", up(get("C") / q, r))
    keep("GLB", "I")
    loop("M", get("m") / (get("p") * get("t")))
    par("P", get("e"), "X"); par("R", get("RS"), "Y"); par("C", r, "Y")
    par("M", get("t"), get("RS") * r * get("t") > 12 && r == 1 ? "X" : "Y")
    keep("SPAD", "W")
    loop("N", get("n")); loop("Q", get("EF"))
    keep("SPAD", "I"); keep("SPAD", "O")
    loop("C", q); loop("S", get("RS")); loop("M", get("p"))
}
