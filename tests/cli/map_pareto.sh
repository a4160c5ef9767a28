#!/usr/bin/env bash
# Fronts: mistakes in the options, the files, a point found again, an interruption, the picture.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

squeezenet=("$ENOS_SOURCE_DIR/arch/eyeriss168.yaml" "$ENOS_SOURCE_DIR/workloads/squeezenet.yaml")
one=("${squeezenet[@]}" --layer conv10 --op T8)

expect 2 "$map" "${one[@]}" --front-tolerance 1
says "--front-tolerance needs the front: --pareto"
expect 2 "$map" "${one[@]}" --pareto --objective edp --latency-cap 100 --json
says "--pareto and --objective do not go together"
says "--pareto and --latency-cap do not go together"
says "--pareto and --json do not go together"
expect 2 "$map" "${one[@]}" --pareto --front-tolerance 100
says "--front-tolerance: '100' is not a percentage from 0 to below 100"
expect 2 "$map" "${one[@]}" --latency-cap fast
says "--latency-cap needs a number above 0, not 'fast'"
expect 0 "$map" "${squeezenet[@]}" --pareto --choices T8 --dry-run
shows "would find 22 fronts (layers: 26, choices: 1"
nothing_left

expect 0 "$map" "${one[@]}" --pareto --csv=conv10.csv
shows "conv10 with T8: "
shows "proven"
shows "Every mapping has a point here of at most its energy and at most 0.1% more cycles."
in_file conv10.csv '# format: enos/pareto/1'
points=$(grep -c '^layer,conv10,T,8,digital,' conv10.csv)
[ "$points" -ge 3 ] || fail "$points points"

# Each point again, by its cycles.
while IFS=, read -r _ _ _ _ _ point cycles energy _; do
    expect 0 "$map" "${one[@]}" --latency-cap "$cycles" --csv
    again=$(awk -F, '$1 == "conv10" { print $13, $14 }' .stdout)
    awk -v a="$energy $cycles" -v b="$again" 'BEGIN { split(a, x, " "); split(b, y, " ")
        exit !((x[1] - y[1]) ^ 2 <= (1e-9 * x[1]) ^ 2 && (x[2] - y[2]) ^ 2 <= (1e-9 * x[2]) ^ 2) }' ||
        fail "point $point is $energy pJ, $cycles cycles; under its cap: $again"
done < <(grep '^layer,' conv10.csv)

if command -v gnuplot >/dev/null; then
    expect 0 "$ENOS_SOURCE_DIR/tools/figures/pareto" conv10.csv conv10.svg
    in_file conv10.svg '</svg>'
fi
expect 2 "$ENOS_SOURCE_DIR/tools/figures/pareto" "${one[1]}" no.svg
says "is no pareto.csv"

# Interrupted: what there is, is written.
"$map" "${squeezenet[@]}" --pareto --choices T8 >.stdout 2>.stderr &
search=$!
sleep 2
kill -TERM "$search"
status=0
wait "$search" || status=$?
[ "$status" -eq 130 ] || fail "status $status, not 130"
says "enos-map: interrupted: "
in_file out/eyeriss168-squeezenet/pareto.csv '# front: {network, choice: T8'
finish
