# eyeriss_alexnet.csv --> the chip's row-stationary mappings (enos/mappings/1), of layers with
# padding stored as the chip does (-v padding=stored) or not at all, as the model does.
# -v batch=N: images, 4 unless given. -v array=12x14: as the chip lays them on its array, for the
# simulator; without it as the model can count them, on an array as large as they need.
#
# Outermost first: groups; blocks of m filters; n images; strips of e rows. The GLB holds the psums
# of these. Then sets of q r channels, whose ifmap strip the GLB holds, and sets of p t filters: each
# of these is a pass. In a pass: e output rows on the columns, R filter rows x r channels x t filters
# on the rows (t on the columns where the rows do not suffice; e > 14 columns fold into two stacks,
# the second short, for which the model has no word). Each PE keeps p q S weights, goes
# through n images and F columns with a window of q S inputs, and sends p psums up.

BEGIN {
    FS = ","
    print "format: enos/mappings/1"
    printf "machine: {name: %s}\nmappings:\n", machine
    if (!batch) batch = 4
    split(array, room, "x") # rows, columns
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

# Rows of outputs that a pass makes, on the columns.
function strip(e)
{
    if (array == "" || e <= room[2]) {
        par("P", e, "X")
        return
    }
    par("P", up(e, room[2]), "Y")
    par("P", room[2], "X")
}

# What the model cannot write of channels: bounds in time divide C. It gets as many channels a pass
# by other q and r; the simulator's layer gets channels up to the next multiple of q, as the
# closed forms count them.
function fit_channels()
{
    if (channels % q == 0) return
    if (array != "") {
        channels = up(channels, q) * q
        return
    }
    r = q * r / 2
    q = 2
}

{
    pad = padding == "stored" ? 0 : get("pad")
    side = get("HW") - 2 * pad
    filters = get("M") / get("G")
    q = get("q")
    r = get("r")
    channels = get("C")
    fit_channels()
    printf "  - layer: %s\n    shape: {N: %d, C: %d, M: %d, P: %d, Q: %d, R: %d, S: %d, G: %d, ", \
        get("layer"), batch, channels * get("G"), get("M"), get("EF"), get("EF"), get("RS"), get("RS"), \
        get("G")
    printf "stride: %d, dilation: 1, pad: %d, H: %d, W: %d}\n", get("U"), pad, side, side
    print "    choice: T16\n    nodes:"
    keep("DRAM", "W"); keep("DRAM", "I"); keep("DRAM", "O")
    loop("G", get("G")); loop("M", filters / get("m")); loop("N", batch / get("n"))
    loop("P", up(get("EF"), get("e")))
    keep("GLB", "O")
    loop("C", up(channels / q, r))
    keep("GLB", "I")
    loop("M", up(get("m") / get("p"), get("t")))
    strip(get("e")); par("R", get("RS"), "Y"); par("C", r, "Y")
    par("M", get("t"), get("RS") * r * get("t") > 12 && r == 1 ? "X" : "Y")
    keep("SPAD", "W")
    loop("N", get("n")); loop("Q", get("EF"))
    keep("SPAD", "I"); keep("SPAD", "O")
    loop("C", q); loop("S", get("RS")); loop("M", get("p"))
}
