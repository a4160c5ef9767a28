# Draws the points that pareto prepared. points, svg and heading are set by it.
set terminal svg size 760, 520 font "sans,13" background "white"
set output svg
set title heading noenhanced font "sans,15"
set xlabel "cycles"
set ylabel "uJ per image"
set logscale x
set format x "%.0s%c"
set grid lc rgb "#dddddd"
set border 3
set tics nomirror out
set key top right noenhanced

# colours of Okabe and Ito, told apart by the colour-blind
array colour[7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]
stats points using 1:2 nooutput
blocks = STATS_blocks
# a front goes down in steps: until the next point the faster one is the best there is
plot for [i = 0:blocks - 1] points index i using 1:2 with fsteps lw 1.5 lc rgb colour[i % 7 + 1] \
         title columnheader(1), \
     for [i = 0:blocks - 1] points index i using 1:2 every ::1 with points pt 7 ps 0.5 \
         lc rgb colour[i % 7 + 1] notitle
