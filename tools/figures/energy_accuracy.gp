# Draws the panels that energy_accuracy.awk wrote into `folder`. folder and picture are set.
load folder . "/settings.gp"
file(k, kind) = sprintf("%s/panel-%d%s.dat", folder, k, kind)
has(name) = system("test -s '" . name . "' && echo 1 || echo 0") + 0
of(kind, k) = value(sprintf("%s_%d", kind, k))

columns = panels > 1 ? 2 : 1
rows = (panels + columns - 1) / columns
foot = 24 + 17 * notes
height = 446 * rows + foot
set terminal svg size (columns > 1 ? 1100 : 760), height font "sans,13" background "white"
set output picture

# colours of Okabe and Ito, told apart by the colour-blind; symbols differ, too
array colour[7] = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444"]
array symbol[7] = [5, 7, 9, 11, 13, 4, 6]
colour_of(k, i) = colour[1 + (word(of("styles", k), i) - 1) % 7]
symbol_of(k, i) = symbol[1 + (word(of("styles", k), i) - 1) % 7]

do for [n = 1:notes] {
    set label n sprintf("%s", of("note", n)) at screen 0.015, screen (foot - 17.0 * n) / height font "sans,10" noenhanced
}
set multiplot layout rows, columns margins screen (columns > 1 ? 0.075 : 0.11), screen 0.98, \
    screen (foot + 66.0) / height, screen 1 - 40.0 / height \
    spacing screen 0.085, screen 115.0 / height
set offsets graph 0.05, graph 0.07, graph 0.08, graph 0.08
set grid lc rgb "#dddddd"
set border 3
set tics nomirror out
set key samplen 1.5 spacing 1.15 reverse Left noenhanced opaque
loss = figure eq "fig10"
if (loss) {
    set xlabel "energy saved, % of the network of T8"
    set ylabel "accuracy lost against T8, points"
    set key top left
} else {
    set xlabel "energy, share of the network of T8"
    set ylabel "accuracy, %"
    set key bottom right
}

# An empty file is no plot, so the command is put together of what there is.
do for [k = 1:panels] {
    if (k > 1) { unset label }
    set title (panels > 1 ? sprintf("(%s) ", "abcdefghijkl"[k:k]) : "") . of("title", k) font "sans,14" noenhanced
    main = file(k, "")
    uni = file(k, "-uni")
    random = file(k, "-random")
    count = words(of("styles", k))
    reference = of("reference", k)
    set arrow 1 from first (loss ? 0 : 1), graph 0 to first (loss ? 0 : 1), graph 1 nohead lc rgb "#888888" dt 2
    if (reference == reference) {
        set arrow 2 from graph 0, first reference to graph 1, first reference nohead lc rgb "#888888" dt 2
    }
    command = "plot "
    if (has(random)) {
        command = command . "random using 1:2 with points pt 2 ps 0.7 lc rgb '#888888' title 'random controls', "
    }
    command = command . "for [i = 1:count] main index i - 1 using 1:2:3:4 with xyerrorbars pt 0 lc rgb colour_of(k, i) notitle, "
    if (lines) {
        command = command . "for [i = 1:count] main index i - 1 using 1:2 with lines lc rgb colour_of(k, i) notitle, "
    }
    command = command . "for [i = 1:count] main index i - 1 using 1:2 with points pt symbol_of(k, i) ps 0.8 lc rgb colour_of(k, i) title word(of('names', k), i)"
    if (has(uni)) {
        command = command . ", uni using 1:2:3:4 with xyerrorbars pt 0 lc rgb '#000000' notitle" \
            . ", uni using 1:2 with points pt 3 ps 1 lc rgb '#000000' title 'uni-operator'" \
            . ", uni using 1:2:5 with labels offset 0.5, 0.7 left font 'sans,11' noenhanced notitle"
    }
    eval command
    unset arrow
}
unset multiplot
