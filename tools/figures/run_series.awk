# Lines of run_points --> groups: what differs only in seed, with means and spreads; the most
# accurate candidate on the validation split counts for a run. -v figure=NAME -v series=choices|mode|lambda
#
# g_X[i] of groups 1 to groups: panel, network, data, kind, mode, set, name (of the series), lambda,
# target, n, energy, energy_sd, accuracy, accuracy_sd, error (binomial), in shares and percent.

function begin_points(    i)
{
    for (i = 1; i <= NF; i++) at[$i] = i
    reading = 1
}

# What may be chosen: mixed-operator, mixed-precision, both; or the one choice.
function set_of(choices,    word, n, i, operators, precisions, seen, part)
{
    n = split(choices, word, " ")
    for (i = 1; i <= n; i++) {
        part = word[i]
        gsub(/[0-9].*/, "", part)
        if (!(("o", part) in seen)) operators += seen["o", part] = 1
        part = word[i]
        gsub(/^[A-Z]+|@.*/, "", part)
        if (!(("p", part) in seen)) precisions += seen["p", part] = 1
    }
    if (operators > 1) return precisions > 1 ? "both" : "mixed-operator"
    return precisions > 1 ? "mixed-precision" : word[1]
}

function weight_of(lambda, target)
{
    return target != "" && target + 0 > 0 ? "target " target : lambda == "" ? "" : "lambda " lambda
}

function series_of(mode, set, weight)
{
    return series == "choices" ? set : series == "mode" ? mode : weight
}

# What a network is known by: a run's candidates are one where the best counts; grids that train
# the same uni-operator network give one.
function identity(    place)
{
    place = $at["network"] SUBSEP $at["data"]
    if ($at["kind"] == "uni")
        return place SUBSEP $at["choices"] SUBSEP $at["seed"] SUBSEP $at["test_accuracy"]
    if ($at["kind"] == "search" && series != "lambda") return $at["folder"]
    return $at["folder"] SUBSEP $at["candidate"]
}

# Keeps the line, in place of the same run's less accurate one.
function keep_point(    key, validation)
{
    key = identity()
    validation = $at["validation_accuracy"] == "" ? 0 : $at["validation_accuracy"] + 0
    if (!(key in best)) order[++points] = key
    else if (validation <= best[key]) return
    best[key] = validation
    line[key] = $0
}

function new_group(key, weight,    i)
{
    i = group[key] = ++groups
    g_kind[i] = $at["kind"]
    g_mode[i] = $at["mode"]
    g_set[i] = set_of($at["choices"])
    g_network[i] = $at["network"]
    g_data[i] = $at["data"]
    g_lambda[i] = $at["lambda"]
    g_target[i] = $at["target"]
    g_weight[i] = weight
    g_name[i] = series_of(g_mode[i], g_set[i], g_weight[i])
    g_place[i] = g_network[i] " on " g_data[i]
    g_panel[i] = g_place[i] (series == "choices" ? "" : ", " g_set[i])
    g_of[i] = $at["test_accuracy"] == "" ? "validation" : "test"
}

function group_point(key,    k, i, a, e, images, weight)
{
    $0 = line[key]
    # random controls and populations are shown one by one
    weight = $at["kind"] == "uni" ? "" : weight_of($at["lambda"], $at["target"])
    k = $at["network"] SUBSEP $at["data"] SUBSEP $at["kind"] SUBSEP $at["mode"] SUBSEP \
        set_of($at["choices"]) SUBSEP weight
    if ($at["kind"] == "random" || ($at["kind"] == "search" && series == "lambda"))
        k = k SUBSEP key
    if (!(k in group)) new_group(k, weight)
    i = member[key] = group[k]
    e = $at["energy_share"]
    a = 100 * ($at["test_accuracy"] == "" ? $at["validation_accuracy"] : $at["test_accuracy"])
    g_n[i]++
    g_energy[i] += e
    energy_square[i] += e * e
    g_accuracy[i] += a
    accuracy_square[i] += a * a
    images = $at["test_images"]
    g_error[i] = $at["test_error"] != "" ? 100 * $at["test_error"] : \
        images > 0 ? sqrt(a * (100 - a) / images) : 0
}

function spread(square, mean, n,    v)
{
    v = n > 1 ? (square - n * mean * mean) / (n - 1) : 0
    return v > 0 ? sqrt(v) : 0
}

function end_groups(    i)
{
    for (i = 1; i <= points; i++) group_point(order[i])
    for (i = 1; i <= groups; i++) {
        g_energy[i] /= g_n[i]
        g_accuracy[i] /= g_n[i]
        g_energy_sd[i] = spread(energy_square[i], g_energy[i], g_n[i])
        g_accuracy_sd[i] = spread(accuracy_square[i], g_accuracy[i], g_n[i])
    }
}

# The group of the network of T8 alone, or 0.
function reference_of(place,    i)
{
    for (i = 1; i <= groups; i++)
        if (g_kind[i] == "uni" && g_set[i] == "T8" && g_place[i] == place) return i
    return 0
}

# Half a bar: over seeds, or of the images where there is one seed.
function bar(i) { return g_n[i] > 1 ? g_accuracy_sd[i] : g_error[i] }
