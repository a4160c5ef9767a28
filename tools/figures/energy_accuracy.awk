# Groups of run_series.awk --> the figure's CSV, what the paper's text says beside it, and for
# energy_accuracy.gp a file of settings and one of data for each panel.
# -v figure=NAME -v series=choices|mode|lambda -v folder=DIR -v csv=FILE -v command=TEXT

BEGIN {
    shown_modes["fig7"] = "bi-level"
    shown_modes["fig8"] = "single-level bi-level sequential"
    shown_modes["fig9"] = "stochastic"
    shown_modes["fig10"] = "bi-level stochastic"
    # numbers of colours and symbols, energy_accuracy.gp
    n = split("mixed-operator 1 mixed-precision 2 both 3 single-level 5 bi-level 2 sequential 1 stochastic 3", style, " ")
    for (i = 1; i < n; i += 2) style_of[style[i]] = style[i + 1]
}

FNR == 1 && reading == 0 && /^run\t/ { FS = "\t"; $0 = $0; begin_points(); next }
reading { keep_point() }

function is_mode(mode) { return index(" " shown_modes[figure] " ", " " mode " ") > 0 }
function is_drawn(i) { return g_kind[i] == "search" && is_mode(g_mode[i]) }

function complain(message)
{
    print figure ": " message > "/dev/stderr"
    failed = 2
    exit 2
}

# Panels, in the order of their first runs.
function list_panels(    i, modes, seen)
{
    for (i = 1; i <= groups; i++) {
        if (g_kind[i] == "search" && !(g_mode[i] in seen)) {
            seen[g_mode[i]] = 1
            modes = modes (modes == "" ? "" : ", ") g_mode[i]
        }
        if (!is_drawn(i) || g_panel[i] in panel_number) continue
        panel_number[g_panel[i]] = ++panels
        panel[panels] = g_panel[i]
        place[panels] = g_place[i]
    }
    if (!panels)
        complain("nothing to show: its searches are " shown_modes[figure] ", the folders hold " \
                 (modes == "" ? "none" : modes))
    for (i = 1; i <= panels && figure == "fig10"; i++)
        if (!reference_of(place[i]))
            complain("no uni-operator T8 network for " place[i] ": a loss is one against it")
}

function x_of(i) { return figure == "fig10" ? 100 * (1 - g_energy[i]) : g_energy[i] }
function x_bar(i) { return figure == "fig10" ? 100 * g_energy_sd[i] : g_energy_sd[i] }
function y_of(i, k)
{
    return figure == "fig10" ? g_accuracy[reference_of(place[k])] - g_accuracy[i] : g_accuracy[i]
}

function csv_text(text) { return text ~ /,/ ? "\"" text "\"" : text }

function number(condition, format, value) { return condition ? sprintf(format, value) : "" }

function write_csv(i,    several)
{
    several = g_n[i] > 1
    printf "%s,%s,%s,%s,%s,%s,%s,%d,%.6g,%s,%.6g,%s,%s,%s\n", csv_text(g_network[i]),
        csv_text(g_data[i]), g_kind[i], g_mode[i], g_set[i], g_lambda[i], g_target[i], g_n[i],
        g_energy[i], number(several, "%.3g", g_energy_sd[i]), g_accuracy[i],
        number(several, "%.3g", g_accuracy_sd[i]), number(g_error[i], "%.3g", g_error[i]),
        g_of[i] > csv
}

function tell(i,    spread_text, bar_text)
{
    spread_text = number(g_n[i] > 1, " +- %.3f", g_energy_sd[i])
    bar_text = number(bar(i), " +- %.2f", bar(i))
    printf "  %-7s %-15s %-13s %-11s %2d  energy %.3f%-9s  %s %.2f%s %%\n", g_kind[i], g_set[i], \
        g_mode[i], g_weight[i], g_n[i], g_energy[i], spread_text, g_of[i], g_accuracy[i], bar_text
}

function write_point(file, i, k, label)
{
    printf "%.6g %.6g %.6g %.6g%s\n", x_of(i), y_of(i, k), x_bar(i), bar(i), label > file
}

# The groups of one series of a panel, by energy.
function write_series(file, k, name,    i, j, n, sorted)
{
    for (i = 1; i <= groups; i++)
        if (is_drawn(i) && g_panel[i] == panel[k] && g_name[i] == name) {
            for (j = ++n; j > 1 && x_of(sorted[j - 1]) > x_of(i); j--) sorted[j] = sorted[j - 1]
            sorted[j] = i
        }
    for (j = 1; j <= n; j++) write_point(file, sorted[j], k, "")
    printf "\n\n" > file
}

# Names of a panel's series: known ones in their order, lambdas by size.
function list_series(k,    i, j, n)
{
    n = 0
    for (i = 1; i <= groups; i++) {
        if (!is_drawn(i) || g_panel[i] != panel[k] || (k, g_name[i]) in has_series) continue
        has_series[k, g_name[i]] = 1
        for (j = ++n; j > 1 && rank(series_name[j - 1]) > rank(g_name[i]); j--)
            series_name[j] = series_name[j - 1]
        series_name[j] = g_name[i]
    }
    return n
}

function rank(name,    word)
{
    split(name, word, " ")
    if (series == "lambda") return (word[1] == "target" ? 1e6 : 0) + word[2]
    return index("mixed-operator mixed-precision both single-level bi-level sequential stochastic", name)
}

function write_panel(k,    i, n, styles, names, file)
{
    file = folder "/panel-" k
    printf "" > (file ".dat")
    printf "" > (file "-uni.dat")
    printf "" > (file "-random.dat")
    n = list_series(k)
    for (i = 1; i <= n; i++) {
        write_series(file ".dat", k, series_name[i])
        styles = styles " " (series == "lambda" ? i : style_of[series_name[i]])
        names = names " '" series_name[i] "'"
    }
    for (i = 1; i <= groups; i++) {
        if (g_place[i] != place[k]) continue
        if (g_kind[i] == "uni") write_point(file "-uni.dat", i, k, " " g_set[i])
        if (g_kind[i] == "random" && (series == "choices" || place[k] ", " g_set[i] == panel[k]))
            write_point(file "-random.dat", i, k, "")
    }
    i = reference_of(place[k])
    printf "title_%d = \"%s\"\nstyles_%d = \"%s\"\nnames_%d = \"%s\"\nreference_%d = %s\n", k,
        panel[k], k, styles, k, names, k, i ? y_of(i, k) : "NaN" > settings
}

# A place after the other: numbers of all that is drawn.
function write_groups(    k, i, done)
{
    for (k = 1; k <= panels; k++) {
        if (place[k] in done) continue
        done[place[k]] = 1
        print place[k]
        for (i = 1; i <= groups; i++) {
            if (g_place[i] != place[k] || (g_kind[i] == "search" && !is_drawn(i))) continue
            write_csv(i)
            tell(i)
        }
    }
}

function write_statements(    s, k, text, note)
{
    text = csv
    sub(/\.csv$/, "_text.csv", text)
    print "# " command > text
    print "panel,statement,paper,source,ours" > text
    if (statements) print "what the paper's text says (its curves are pictures), and the same of these runs"
    for (s = 1; s <= statements; s++) {
        printf "  %s: %s (%s)\n", s_of[s], s_paper[s], s_source[s]
        note = s_of[s] ": paper " s_paper[s] " (" s_source[s] "); here"
        for (k = 1; k <= panels; k++) {
            printf "\"%s\",\"%s\",\"%s\",%s,\"%s\"\n", panel[k], s_of[s], s_paper[s], s_source[s], \
                ours(s, panel[k], place[k]) > text
            printf "      %s: %s\n", panel[k], ours(s, panel[k], place[k])
            note = note (k > 1 ? ";" : "") (panels > 1 ? " (" substr("abcdefghijkl", k, 1) ")" : "") \
                " " ours(s, panel[k], place[k])
        }
        printf "note_%d = \"%s\"\n", s, note > settings
    }
    printf "notes = %d\n", statements > settings
}

END {
    if (failed) exit failed
    end_groups()
    list_panels()
    settings = folder "/settings.gp"
    printf "figure = \"%s\"\nlines = %d\npanels = %d\n", figure, series != "lambda", panels > settings
    print "# " command > csv
    print "# energy: share of the network of T8; accuracy in percent, of the split named last; sd over" > csv
    print "# networks that differ in seed, error of a binomial with as many images" > csv
    print "network,data,kind,mode,choices,lambda,target,networks,energy_share,energy_sd,accuracy,accuracy_sd,accuracy_error,split" > csv
    for (k = 1; k <= panels; k++) write_panel(k)
    write_groups()
    write_statements()
}
