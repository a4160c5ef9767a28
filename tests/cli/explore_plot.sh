#!/usr/bin/env bash
# --plot draws what points.csv holds; without gnuplot it says so before anything is computed.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/explore.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/explore.bash"

mkdir bin
for tool in sh env; do ln -s "$(command -v $tool)" bin/; done
expect 3 env PATH="$PWD/bin" "${small[@]}" --plot --out none
says "--plot needs gnuplot"
[ ! -e none ] || fail "none/ was made"
command -v gnuplot >.stdout || exit 77

expect 0 "${small[@]}" --plot --out "it's drawn"
[ ! -s .stderr ] || fail "gnuplot complains"
shows "front.svg stack.svg"
for figure in front stack; do
    file="it's drawn/$figure.svg"
    in_file "$file" "<svg"
    tail -2 "$file" | grep -q '</svg>' || fail "$file has no end"
done
in_file "it's drawn/front.svg" "Pareto front of 24 variants of my-machine, my-network"
in_file "it's drawn/front.svg" "latency, ms"
for part in MAC scratchpads NoC GLB DRAM "as it is"; do
    in_file "it's drawn/stack.svg" "$part"
done
# one bar for each mapped variant and the base
bars=$(grep -c '>[0-9]*: ' "it's drawn/stack.svg")
[ "$bars" -eq "$(column "it's drawn/points.csv" state | tail -n +2 | grep -c mapped)" ] || fail "$bars bars"
[ -z "$(find "it's drawn" -name '*.tmp')" ] || fail "a temporary file is left"
# one variant, all values alike
expect 0 "$explore" "$machine" "$network" --vary array.columns=4 --plot --out one
[ ! -s .stderr ] || fail "gnuplot complains of one point"
finish
