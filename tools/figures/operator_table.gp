# Draws the table that operator_table.awk wrote into `folder`. folder and picture are set.
load folder . "/settings.gp"
file(p) = folder . "/" . p . ".dat"
has(p) = system("test -s '" . file(p) . "' && echo 1 || echo 0") + 0

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

# text of a kind that there is: a file without a row is no plot
part(p, what) = has(p) ? sprintf(", file(\"%s\") using %s noenhanced", p, what) : ""
heads = small ? "sans,7" : "sans,11"
command = part("cells", "1:2:4 with labels font cell")
command = command . part("centre", "1:2:3 with labels font heads")
command = command . part("upright", "1:2:3 with labels font heads rotate by 45 left")
command = command . part("left", "($1 / unit):2:3 with labels left")
command = command . part("title", "($1 / unit):2:3 with labels left font 'sans,14'")
eval "plot file('cells') using 1:2:(0.46):(0.43):3 with boxxyerror lc rgb variable" . command
