#!/usr/bin/env bash
# A grid: its files, its controls, and that a kill loses nothing that was finished.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/search.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/search.bash"

lambdas=0.1,1
grid=("$search" "$quick" "${small[@]}" --lambdas "$lambdas" --random 2)

# What it makes: a row for each network, a group for each lambda, its controls and each choice.
expect 0 "${grid[@]}" --out whole
shows "search lambda 0.1"
shows "random lambda 1 "
shows "searched less random networks of the same energy"
says "job 10/10 random-lambda-1-2-seed-1"
[ "$(rows whole/points.csv | wc -l)" -eq 10 ] || fail "points.csv has not 9 rows"
[ "$(rows whole/pareto.csv | wc -l)" -eq 8 ] || fail "pareto.csv has not 7 rows"
in_file whole/points.csv "uni,,MF8,,,1,1,"
for file in network.yaml weights.safetensors summary.json log.csv run.yaml tables.csv; do
    [ -f "whole/lambda-0.1-seed-1/$file" ] || fail "no $file"
done

# Controls have the energy of what they are controls of.
rows whole/points.csv | awk -F, '
    $1 == "search" { energy[$4] = $8 }
    $1 == "random" { random[NR] = $8; lambda[NR] = $4 }
    END { for (i in random) if (random[i] > 1.02 * energy[lambda[i]] ||
                                random[i] < 0.98 * energy[lambda[i]]) exit 1 }' ||
    fail "controls of another energy"

# The shared warm-up is the one that a search alone would have: the same numbers but for the folder.
expect 0 "$search" "$quick" "${small[@]}" --lambda 0.1 --out alone --quiet
fields='kind,mode,choices,lambda,target,seed,candidate,energy_share,energy_pj'
numbers() # FILE: of the search with lambda 0.1
{
    rows "$1" | awk -F, '$1 == "search" && $4 == 0.1 {
        printf "%.6g %.6g %.6g %.6g %s\n", $8, $11, $12, $15, $16 }'
}
rows alone/pareto.csv | grep -q "^$fields" || fail "other columns"
[ -n "$(numbers alone/pareto.csv)" ] || fail "no search"
[ "$(numbers alone/pareto.csv)" = "$(numbers whole/points.csv)" ] || fail "not the run alone"
grep -q '^warm-up' whole/lambda-0.1-seed-1/log.csv && fail "a warm-up of its own"

# Killed in the middle of a job: what was finished stays as it was, the rest is the same.
"${grid[@]}" --out killed >.stdout 2>.stderr &
process=$!
for _ in $(seq 600); do
    [ -f killed/uni-T8-seed-1/checkpoints/00000001.checkpoint ] && break
    [ -f killed/lambda-1-seed-1/result.json ] && break
    sleep 0.02
done
kill -KILL "$process"
wait "$process" 2>/dev/null
[ -f killed/lambda-0.1-seed-1/result.json ] || fail "nothing was finished before the kill"
finished=$(find killed -name result.json -exec stat -c '%n %i %Y' {} + | sort)
[ "$(echo "$finished" | wc -l)" -lt 10 ] || fail "all was finished before the kill"
expect 0 "${grid[@]}" --out killed
says "jobs are done already"
same_rows killed/points.csv whole/points.csv
same_rows killed/pareto.csv whole/pareto.csv
echo "$finished" | while read -r name rest; do
    [ "$(stat -c '%i %Y' "$name")" = "$rest" ] || echo "$name"
done >again
[ -s again ] && fail "done twice: $(cat again)"

# All is done: nothing is done again. A grid may grow, but not change.
expect 0 "${grid[@]}" --out whole --dry-run
shows "10 jobs, 10 of them done"
expect 0 "$search" "$quick" "${small[@]}" --lambdas 1,0.1 --seeds 2 --uni=no --out whole --dry-run
shows "6 jobs, 3 of them done"
expect 2 "${grid[@]}" --out whole --set retrain.epochs=2
says "whole holds another run"
expect 0 "${grid[@]}" --out whole --set retrain.epochs=2 --fresh --dry-run
expect 2 "$search" "$quick" "${small[@]}" --lambda 1 --out whole
says "whole holds another run"

# A warm-up whose numbers explode: its search cannot be done, all else is.
wild=("$search" "$quick" "${small[@]}" --lambdas 0.1 --out wild --set warm_up.epochs=6
    --set train.optimiser.kind=sgd --set train.weight_decay=1 --set train.schedule.kind=constant
    --set train.schedule.rate=100)
expect 1 "${wild[@]}"
shows "warm-up-seed-1 diverged: "
shows "lambda-0.1-seed-1 is not done"
shows "uni BC8"
expect 1 "${wild[@]}"
says "4 of 5 jobs are done already"

expect 2 "$search" "$quick" --lambdas 0.1,x
says "--lambdas takes numbers with commas between them, not '0.1,x'"
expect 2 "$search" "$quick" --lambdas 0.1,0.1
says "lambda 0.1 is in the grid twice"
expect 2 "$search" "$quick" --random 3
says "--random and --uni are of a grid"
expect 2 "$search" "$quick" --lambdas 1 --targets 0.5
says "--lambdas and --targets do not go together"
expect 2 "$search" "$quick" --lambdas 1 --lambda 0.5
says "--lambda and --target are of one search"
expect 2 "$search" "$quick" --lambdas 1 --json
says "--json is of one search"
finish
