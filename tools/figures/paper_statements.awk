# paper_statements.csv: what the paper's text says, and the same of the groups of run_series.awk.

BEGIN { FS = "," }
!reading && /^#/ { next }
!reading && $1 == figure {
    statements++
    s_what[statements] = $2
    s_argument[statements] = $3
    match($0, /"[^"]*"/)
    s_of[statements] = substr($0, RSTART + 1, RLENGTH - 2)
    rest = substr($0, RSTART + RLENGTH + 1)
    match(rest, /"[^"]*"/)
    s_paper[statements] = substr(rest, RSTART + 1, RLENGTH - 2)
    s_source[statements] = substr(rest, RSTART + RLENGTH + 1)
}

function is_of(i, name) { return g_kind[i] == "search" && (g_mode[i] == name || g_set[i] == name) }

function is_in(i, panel) { return g_kind[i] == "search" && g_panel[i] == panel }

# front[1..n]: the networks of a name that no other one of it beats in both, by energy. Returns n.
function make_front(panel, name, front,    i, j, n)
{
    n = 0
    for (i = 1; i <= groups; i++) {
        if (!is_in(i, panel) || (name != "" && !is_of(i, name)) || !is_shown(i)) continue
        for (j = ++n; j > 1 && g_energy[front[j - 1]] > g_energy[i]; j--) front[j] = front[j - 1]
        front[j] = i
    }
    j = n > 0
    for (i = 2; i <= n; i++)
        if (g_accuracy[front[i]] > g_accuracy[front[j]]) front[++j] = front[i]
    return j
}

# Accuracy of a name's networks at an energy, in a straight line between two of them; -1: all take
# more.
function accuracy_within(panel, name, energy,    front, n, j, a, b)
{
    n = make_front(panel, name, front)
    if (!n || g_energy[front[1]] > energy + 1e-9) return -1
    for (j = 1; j < n && g_energy[front[j + 1]] <= energy + 1e-9; j++) continue
    a = front[j]
    b = front[j + 1]
    if (j == n) return g_accuracy[a]
    return g_accuracy[a] + (g_accuracy[b] - g_accuracy[a]) * (energy - g_energy[a]) / \
        (g_energy[b] - g_energy[a])
}

# The energy at which they have an accuracy, likewise; -1: none has, or all have more.
function energy_for(panel, name, accuracy,    front, n, j, a, b)
{
    n = make_front(panel, name, front)
    if (!n || g_accuracy[front[1]] > accuracy + 1e-9 || g_accuracy[front[n]] < accuracy - 1e-9)
        return -1
    for (j = 1; j < n && g_accuracy[front[j + 1]] <= accuracy + 1e-9; j++) continue
    a = front[j]
    b = front[j + 1]
    if (j == n) return g_energy[a]
    return g_energy[a] + (g_energy[b] - g_energy[a]) * (accuracy - g_accuracy[a]) / \
        (g_accuracy[b] - g_accuracy[a])
}

# Where choices are compared, all are of one mode.
function is_shown(i) { return series != "choices" || g_mode[i] == "bi-level" }

function between(low, high, unit)
{
    if (low > high) return "-"
    return high - low < 0.05 ? sprintf("%+.1f %s", low, unit) : \
        sprintf("%+.1f to %+.1f %s", low, high, unit)
}

# Of every network of `both`: how much more energy `name` takes for its accuracy.
function saving_over(panel, name,    i, other, low, high, d)
{
    low = 1e9; high = -1e9
    for (i = 1; i <= groups; i++) {
        if (!is_in(i, panel) || !is_of(i, "both") || !is_shown(i)) continue
        other = energy_for(panel, name, g_accuracy[i])
        if (other < 0) continue
        d = 100 * (other - g_energy[i])
        low = d < low ? d : low
        high = d > high ? d : high
    }
    return between(low, high, "% of T8")
}

# Of every network of `both`: how much less accurate `name` is at its energy.
function gain_over(panel, name,    i, other, low, high, d)
{
    low = 1e9; high = -1e9
    for (i = 1; i <= groups; i++) {
        if (!is_in(i, panel) || !is_of(i, "both") || !is_shown(i)) continue
        other = accuracy_within(panel, name, g_energy[i])
        if (other < 0) continue
        d = g_accuracy[i] - other
        low = d < low ? d : low
        high = d > high ? d : high
    }
    return between(low, high, "points")
}

# Of every uni-operator network but T8: searched ones of its energy, less it.
function gain_over_uni(panel, place,    i, searched, low, high, d)
{
    low = 1e9; high = -1e9
    for (i = 1; i <= groups; i++) {
        if (g_kind[i] != "uni" || g_place[i] != place || g_set[i] == "T8") continue
        searched = accuracy_within(panel, "", g_energy[i])
        if (searched < 0) continue
        d = searched - g_accuracy[i]
        low = d < low ? d : low
        high = d > high ? d : high
    }
    return between(low, high, "points")
}

function ends(panel,    i, low, a, b)
{
    low = -1
    for (i = 1; i <= groups; i++)
        if (is_in(i, panel) && accuracy_within(panel, "mixed-operator", g_energy[i]) >= 0 &&
            accuracy_within(panel, "mixed-precision", g_energy[i]) >= 0 &&
            (low < 0 || g_energy[i] < low))
            low = g_energy[i]
    if (low < 0) return "-"
    a = accuracy_within(panel, "mixed-operator", low) - accuracy_within(panel, "mixed-precision", low)
    b = accuracy_within(panel, "mixed-operator", 1e9) - accuracy_within(panel, "mixed-precision", 1e9)
    return sprintf("%+.1f points at %.2f, %+.1f at most energy", a, low, b)
}

function gain_at(panel, argument,    word, a, b)
{
    split(argument, word, " ")
    a = accuracy_within(panel, word[1], word[3])
    b = accuracy_within(panel, word[2], word[3])
    return a < 0 || b < 0 ? "-" : sprintf("%+.1f points", a - b)
}

function loss_at(panel, place, argument,    word, a, reference)
{
    split(argument, word, " ")
    a = accuracy_within(panel, word[1], word[2])
    reference = reference_of(place)
    return a < 0 || !reference ? "-" : sprintf("%.1f points", g_accuracy[reference] - a)
}

# Energy saved where searched networks, of all modes, lose this much against T8.
function saving_at_loss(panel, place, loss,    front, n, wanted, reference, energy)
{
    reference = reference_of(place)
    n = make_front(panel, "", front)
    if (!reference || !n) return "-"
    wanted = g_accuracy[reference] - loss
    energy = g_accuracy[front[1]] >= wanted ? g_energy[front[1]] : energy_for(panel, "", wanted)
    return energy < 0 ? "-" : sprintf("%.0f %%", 100 * (1 - energy))
}

function ours(s, panel, place)
{
    if (s_what[s] == "saving_over") return saving_over(panel, s_argument[s])
    if (s_what[s] == "gain_over") return gain_over(panel, s_argument[s])
    if (s_what[s] == "gain_over_uni") return gain_over_uni(panel, place)
    if (s_what[s] == "ends") return ends(panel)
    if (s_what[s] == "gain_at") return gain_at(panel, s_argument[s])
    if (s_what[s] == "loss_at") return loss_at(panel, place, s_argument[s])
    return saving_at_loss(panel, place, s_argument[s])
}
