# Draws the panels that fig4.awk wrote. folder, machine and network are set by fig4.
file(p) = folder . "/panel-" . p . ".dat"
has(p) = system("test -s '" . file(p) . "' && echo 1 || echo 0") + 0
panels = 1 + has("b") + has("c") + has("d")

set terminal svg size 1100, (panels > 2 ? 820 : 460) font "sans,13" background "white"
set output folder . "/fig4.svg"
set multiplot layout (panels > 2 ? 2 : 1), 2 title machine . ", " . network . ": energy by choice and layer" font "sans,15"
set boxwidth 0.85
set style fill solid 0.95 noborder
set grid ytics lc rgb "#dddddd"
set border 3
set tics nomirror out
set lmargin 11
set bmargin 4.5
set key top left reverse Left samplen 1.5 spacing 1.1

# colours of Okabe and Ito, told apart by the colour-blind
mac = "#d55e00"; registers = "#0072b2"; noc = "#56b4e9"; buffer = "#009e73"; dram = "#999999"

set title "(a) one term, mean of the network"
set ylabel "pJ per term, on chip"
set y2label "pJ per term, DRAM" offset 0
set border 11
set y2tics
stats file("a") using 6:7 nooutput
set yrange [0:2.1 * STATS_max_x]
set y2range [0:2.1 * STATS_max_y]
set xrange [0.3:*]
set offsets 0, 0.7, 0, 0
set key inside top right
plot file("a") using 1:6:xtic(2) with boxes lc rgb buffer title "buffer", \
     '' using 1:5 with boxes lc rgb noc title "network of the array", \
     '' using 1:4 with boxes lc rgb registers title "local registers", \
     '' using 1:3 with boxes lc rgb mac title "MAC (E_OP)" noenhanced, \
     '' using 1:7 axes x1y2 with points pt 9 ps 1.1 lc rgb "#444444" title "DRAM (right axis)"
unset y2label
unset y2tics
set border 3
set yrange [0:*]
set offsets 0, 0, graph 0.3, 0
set key inside top left

do for [p in "b c d"] {
    if (!has(p)) { continue }
    titles = p eq "b" ? "(b) s1x1" : p eq "c" ? "(c) e1x1" : "(d) e3x3"
    set title (panels > 2 ? titles : "(b) all layers") . ", from left: T8, MF8, BC8"
    set ylabel "uJ per image"
    set autoscale x
    set xtics rotate by -35 noenhanced
    plot file(p) using 1:6:xtic(2) with boxes lc rgb dram title "E_TX, DRAM" noenhanced, \
         '' using 1:5 with boxes lc rgb registers title "E_TX, on chip" noenhanced, \
         '' using 1:4 with boxes lc rgb mac title "E_OP" noenhanced
}
unset multiplot
