#!/usr/bin/env bash
# enos-search quick in all four modes: files, numbers that must agree between them, accuracy far above
# chance, the same bits for one thread and for two, and a network that enos-sim runs.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
search=$ENOS_BIN/enos-search
quick=$ENOS_SOURCE_DIR/search/runs/quick.yaml

# column NAME FILE: a column of a CSV file's rows; the last, quoted one is not asked for
column()
{
    grep -v '^#' "$2" | awk -F, -v name="$1" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }'
}

# holds EXPRESSION MESSAGE: of awk
holds()
{
    awk "BEGIN { exit !($1) }" || fail "$2: $1"
}

# Energy of an assignment "T8 BC8 ..." by the tables.
price()
{
    grep -v '^#' "$1" | awk -F, -v assignment="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; split(assignment, choice, " "); next }
        $1 != layer { layer = $1; number++ }
        $at["operator"] $at["bits"] == choice[number] { sum += $at["energy_pj"] }
        END { printf "%.17g", sum }'
}

check_folder()
{
    local folder=$1 file accuracy integer share energy assignment rows
    for file in run.yaml tables.csv log.csv log.jsonl network.yaml weights.safetensors \
        summary.json pareto.csv; do
        [ -s "$folder/$file" ] || fail "there is no $folder/$file"
    done
    in_file "$folder/run.yaml" "# format: enos/run/1"
    in_file "$folder/summary.json" '"format": "enos/search/1"'
    rows=$(column candidate "$folder/pareto.csv" | wc -l)
    [ "$rows" -eq "$2" ] || fail "$folder: $rows candidates, not $2"
    while read -r accuracy integer share energy; do
        holds "$accuracy > 0.3 && $accuracy < 1" "$folder: accuracy"
        holds "$share > 0.1 && $share < 1" "$folder: energy"
        [ "$integer" = - ] || holds "($integer - $accuracy)^2 < 0.05^2" "$folder: integers"
    done < <(paste <(column test_accuracy "$folder/pareto.csv") \
        <(column integer_accuracy "$folder/pareto.csv" | sed 's/^$/-/') \
        <(column energy_share "$folder/pareto.csv") <(column energy_pj "$folder/pareto.csv"))
    while read -r energy assignment; do
        holds "($energy / $(price "$folder/tables.csv" "$assignment") - 1)^2 < 1e-24" \
            "$folder: the energy of $assignment by the tables"
    done < <(paste <(column energy_pj "$folder/pareto.csv") <(column assignment "$folder/pareto.csv"))
    [ "$(column integer_accuracy "$folder/pareto.csv" | grep -c .)" -eq 1 ] ||
        fail "$folder: not one integer network"
    [ "$(column epoch "$folder/log.csv" | wc -l)" -eq "$(grep -c '"event":"epoch"' "$folder/log.jsonl")" ] ||
        fail "$folder: log.csv and log.jsonl have not as many epochs"
    [ "$(grep -c '"event":"candidate"' "$folder/log.jsonl")" -eq "$2" ] ||
        fail "$folder: candidates of log.jsonl"
    grep -q '"event":"searched"' "$folder/log.jsonl" || fail "$folder: no gap in log.jsonl"
}

for mode in single-level bi-level sequential stochastic; do
    expect 0 "$search" "$quick" --mode $mode --threads 1 --out one/$mode
    shows "test images at "
    shows "of the energy of T8"
    shows "as integers "
    shows "next: enos-sim eyeriss168 one/$mode/network.yaml"
    says "estimate: "
    says "OpenBLAS core "
    candidates=1
    [ $mode = stochastic ] && candidates=2
    check_folder one/$mode $candidates
    expect 0 "$search" "$quick" --mode $mode --threads 2 --out two/$mode --quiet
    [ -s .stdout ] && fail "--quiet prints a screen"
    for file in network.yaml weights.safetensors; do
        cmp "one/$mode/$file" "two/$mode/$file" || fail "$mode: $file differs by threads"
    done
done
cmp -s one/bi-level/weights.safetensors one/single-level/weights.safetensors &&
    fail "two modes found the same bits"

# the sequential mode decides each of the four layers that nothing pins, once
[ "$(grep -c '"event":"decision"' one/sequential/log.jsonl)" -eq 4 ] || fail "not 4 decisions"
[ "$(grep -o '"event":"decision".*"layer":"[^"]*"' one/sequential/log.jsonl |
    sed 's/.*"layer"://' | sort -u | wc -l)" -eq 4 ] || fail "a layer is decided twice"
# pinned layers stay what they are
for mode in single-level bi-level sequential stochastic; do
    [ "$(column assignment one/$mode/pareto.csv | grep -cvE '^T8 .* T8$')" -eq 0 ] ||
        fail "$mode: a pinned layer is not T8"
done

expect 0 "$sim" eyeriss168 one/bi-level/network.yaml --weights one/bi-level/weights.safetensors
in_file one/bi-level/network.yaml "choice: "

# a huge weight of the energy takes the cheapest choices, none the most accurate ones
expect 0 "$search" "$quick" --lambda 100 --threads 1 --out huge -q --set retrain.epochs=1 \
    --set search.alpha.rate=0.3
[ "$(column assignment huge/pareto.csv)" = "T8 BC8 BC8 BC8 BC8 T8" ] ||
    fail "lambda 100 took $(column assignment huge/pareto.csv)"
# one choice for all layers, but for those that the run pins
expect 0 "$search" "$quick" --assign BC8 --threads 1 --out uniform --json --set retrain.epochs=1
shows '"mode": null'
[ "$(column assignment uniform/pareto.csv)" = "T8 BC8 BC8 BC8 BC8 T8" ] || fail "--assign BC8"
[ "$(column energy_pj uniform/pareto.csv)" = "$(column energy_pj huge/pareto.csv)" ] ||
    fail "one assignment has two energies"
cat >mixed.yaml <<'END'
format: enos/assignment/1
network: {name: quick}
default: T4
layers: {conv5: BC2, conv1: MF8}
END
expect 0 "$search" "$quick" --assign mixed.yaml --threads 1 -q --set retrain.epochs=1
[ "$(column assignment out/quick-mixed/pareto.csv)" = "MF8 T4 T4 T4 BC2 T4" ] || fail "--assign FILE"
# phases of no epochs, no validation images, everything pinned
expect 0 "$search" "$quick" --mode stochastic --threads 1 --out inherited -q \
    --set retrain.epochs=0 --set retrain.from=inherited
holds "$(column test_accuracy inherited/pareto.csv | head -1) > 0.3" "inherited weights"
[ "$(grep -c '"event":"candidate"' inherited/log.jsonl)" -eq 2 ] || fail "not 2 candidates inherit"
expect 0 "$search" "$quick" --mode single-level --threads 1 --out unvalidated \
    --set data.validation=0 --set warm_up.epochs=0 --set retrain.epochs=1
[ "$(column validation_accuracy unvalidated/pareto.csv)" = "" ] || fail "validated without images"
expect 0 "$search" "$quick" --mode sequential --threads 1 --out pinned \
    --set 'choices=[T8]' --set retrain.epochs=1
[ "$(grep -c ' 100.0%$' .stdout)" -eq 7 ] || fail "a layer of the reference does not cost 1"
[ "$(column energy_share pinned/pareto.csv)" = 1 ] || fail "the reference does not cost 1"
# a target is met, or what is missed is said
expect 0 "$search" "$quick" --target 0.98 --threads 1 --out target --set retrain.epochs=1
holds "$(column energy_share target/pareto.csv) <= 0.98" "target"
holds "$(column energy_share target/pareto.csv) >= 0.99 * 0.98" "target"
shows "target 0.98: the cost is "
expect 0 "$search" "$quick" --target 0.1 --threads 1 --out missed --set retrain.epochs=1
shows "target 0.1"
# tables of a file are those of the machine
expect 0 "$search" "$quick" --threads 1 --set tables=one/bi-level/tables.csv \
    --out given -q
cmp given/weights.safetensors one/bi-level/weights.safetensors || fail "given tables change the run"
# the run that a folder holds is a run
expect 0 "$search" one/bi-level/run.yaml --out again -q --threads 1
cmp again/weights.safetensors one/bi-level/weights.safetensors || fail "run.yaml is another run"
finish
