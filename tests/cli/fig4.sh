#!/usr/bin/env bash
# tools/figures/fig4 as its user meets it: figure, numbers, mistakes.
set -uo pipefail
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
fig4=$ENOS_SOURCE_DIR/tools/figures/fig4
network=$ENOS_SOURCE_DIR/workloads/template/network.yaml

complain()
{
    echo "FAIL: $*"
    exit 1
}

"$fig4" eyeriss168 "$network" --out "$scratch/fig" >"$scratch/said" || complain "it failed"
grep -q '^T8 ' "$scratch/said" || complain "no row for T8 on the screen"
grep -q '</svg>' "$scratch/fig/fig4.svg" || complain "fig4.svg does not end"

# What the figure shows of T8 adds up to the table's energy.
read -r table terms < <(awk -F, '$2 == "T" && $3 == 8 { sum += $13; terms += $5 }
    END { printf "%.6g %d\n", sum / terms, terms }' "$scratch/fig/tables/tables.csv")
figure=$(awk -F, '$1 == "a" && $3 == "T8" { sum += $5 } END { printf "%.6g\n", sum }' \
    "$scratch/fig/fig4.csv")
awk -v a="$table" -v b="$figure" 'BEGIN { exit !(a > 0 && (a - b) / a < 1e-4 && (b - a) / a < 1e-4) }' ||
    complain "$terms terms: $figure pJ in the figure, $table in the table"
layers=$(awk -F, '$1 == "b" && $4 == "E_OP"' "$scratch/fig/fig4.csv" | wc -l)
[ "$layers" -ge 3 ] || complain "$layers bars in panel b"

# expect STATUS TEXT ARGUMENT...
expect()
{
    local status=$1 text=$2 got=0
    shift 2
    "$fig4" "$@" >"$scratch/said" 2>&1 || got=$?
    [ "$got" -eq "$status" ] || complain "fig4 $*: status $got, not $status"
    grep -q -- "$text" "$scratch/said" || complain "fig4 $*: does not say '$text'"
}
expect 0 'usage:' --help
expect 2 "unknown option '--oot'" --oot x
expect 2 'give a machine and a network' eyeriss168
expect 2 'did you mean' eyeriss169 squeezenet --out "$scratch/no"
expect 3 'cannot make the folder' --out /dev/null/fig
ENOS_BIN=/nowhere expect 3 'no enos-map in /nowhere'
