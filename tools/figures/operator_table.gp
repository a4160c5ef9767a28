# Draws the table that operator_table.awk wrote into `folder`. folder and picture are set.
load folder . "/settings.gp"
file(p) = folder . "/" . p . ".dat"
has(p) = system("test -s '" . file(p) . "' && echo 1 || echo 0") + 0
some(p) = has(p) ? file(p) : ""

set terminal svg size width, height font "sans,12" background "white"
set output picture
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
set bmargin at screen 0
unset border
unset tics
unset key
set style fill solid 1 noborder
set xrange [left:right]
set yrange [rows:-1]
cell = small ? "sans,6" : "sans,11"
plot for [f in some("cells")] f using 1:2:(0.46):(0.43):3 with boxxyerror lc rgb variable, \
     for [f in some("cells")] f using 1:2:4 with labels font cell noenhanced, \
     for [f in some("centre")] f using 1:2:3 with labels font (small ? "sans,7" : "sans,11") noenhanced, \
     for [f in some("upright")] f using 1:2:3 with labels font (small ? "sans,7" : "sans,11") rotate by 45 left noenhanced, \
     for [f in some("left")] f using 1:2:3 with labels left noenhanced, \
     for [f in some("title")] f using 1:2:3 with labels left font "sans,14" noenhanced
