# eyeriss_vgg16.csv --> the same with a row-stationary mapping (m n e p q r t) for each layer, for
# row_stationary.awk: what the chip's mappings of VGG-16 may have been, by rules that were fixed
# before any of them was simulated. -v batch=N: images.
#
# e, p, q, r, t: first the most active PEs (R e r t), then the fewest GLB accesses by the closed
# form (ifmaps once a pass, psums up and down once a pass), then the smallest p, then the largest e,
# then the largest t. m, n: the fewest words of the DRAM, then the largest n.
#
# -v by=accesses: not these rules, but the active PEs nearest to the measured ones; then, of what is
# within 10 % of the measured GLB accesses, the largest p (on AlexNet the chip has 16 everywhere),
# then the nearest. Two columns of the measurement are inputs then; only others can test anything.
# -v measured=N: images of the measurement.

BEGIN { FS = OFS = "," }
/^#/ { next }
!header++ {
    for (i = 1; i <= NF; i++) at[$i] = i
    print $0, "m", "n", "e", "p", "q", "r", "t"
    next
}

function get(name) { return $at[name] }
function up(a, b) { return int((a + b - 1) / b) }

# Bytes in the GLB for m filters of n images.
function glb_bytes(m, n)
{
    return 2 * n * (m * e * get("EF") + q * r * get("HW") * ((e - 1) * get("U") + get("RS")))
}

function fits()
{
    return get("RS") * r * t * up(e, 14) <= 12 && p * q * get("RS") <= 224 && \
        q * get("RS") <= 12 && q * r <= get("C") && get("M") % (p * t) == 0 && \
        glb_bytes(p * t, 1) <= 102400
}

# Of one image.
function accesses(    sets, strips)
{
    sets = up(get("C"), q * r)
    strips = up(get("EF"), e)
    return sets * (up(get("M"), p * t) * strips * q * r * get("HW") * \
        ((e - 1) * get("U") + get("RS")) + 2 * get("M") * get("EF") ^ 2)
}

function distance(a, b) { return a > b ? a - b : b - a }

function score_of_accesses(words,    off)
{
    off = distance(words * measured * 2 / 1e6 / get("glb_access_MB"), 1)
    return off > 0.1 ? 100 + off : off - p
}

# The smaller, the better: first `first`, then `second`.
function consider(    first, second)
{
    if (!fits()) return
    first = -get("RS") * e * r * t
    second = accesses()
    if (by == "accesses") {
        first = distance(-first, get("active_PEs"))
        second = score_of_accesses(second)
    }
    if (chosen != "" && first > best_first) return
    if (chosen != "" && first == best_first && second >= best_second) return
    best_first = first
    best_second = second
    chosen = e OFS p OFS q OFS r OFS t
}

# Ties: p ascends outermost, e and t descend.
function choose()
{
    chosen = ""
    for (p = 1; p <= 24; p++)
        for (e = get("EF") < 28 ? get("EF") : 28; e >= 1; e--)
            for (t = 4; t >= 1; t--)
                for (r = 1; r <= 4; r++)
                    for (q = 1; q <= 4; q++) consider()
}

# Ifmaps come once for every block of m filters, filters for every strip and block of images.
function choose_blocks(    m, n, words, least)
{
    least = -1
    for (n = batch; n >= 1; n--)
        for (m = p * t; m <= get("M"); m += p * t) {
            if (batch % n || get("M") % m || glb_bytes(m, n) > 102400) continue
            words = batch * get("C") * get("HW") ^ 2 * get("M") / m + \
                get("C") * get("M") * get("RS") ^ 2 * up(get("EF"), e) * batch / n
            if (least >= 0 && words >= least) continue
            least = words
            blocks = m OFS n
        }
}

{
    choose()
    split(chosen, part, OFS)
    e = part[1]; p = part[2]; q = part[3]; r = part[4]; t = part[5]
    choose_blocks()
    print $0, blocks, chosen
}
