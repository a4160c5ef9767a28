#!/usr/bin/env bash
# tools/figures/sensitivity: no assumption of a shipped machine is passed over, and its percentages
# are those of two runs of enos-map.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
sensitivity=$ENOS_SOURCE_DIR/tools/figures/sensitivity
assumptions=$ENOS_BIN/../tools/assumptions
arch=$ENOS_SOURCE_DIR/arch

# Every `assumption:` of the files, told apart from comments by hand, is listed with its line, and
# every key that is listed is changed.
for file in "$arch"/*.yaml; do
    technology=$arch/$(sed -nE 's/.*(tech\/[0-9a-z]+\.yaml).*/\1/p' "$file" | head -n 1)
    expect 0 "$assumptions" "$file"
    cut -f 4 .stdout | sort -u >listed
    cut -f 1 .stdout | sort -u >keys
    grep -nE '^[^#]*assumption:' "$file" "$technology" "$arch/tech/dram.yaml" |
        cut -d : -f 1,2 | sort -u >written
    cmp -s listed written || fail "$file: assumptions listed and written: $(diff listed written)"
    expect 0 "$sensitivity" --list "$file" "$network"
    cut -f 1 .stdout | sort -u >changed
    cmp -s keys changed || fail "$file: assumptions without a change: $(diff keys changed)"
done

# one that has no alternative, or that no --set reaches, is told and fails
mkdir tech
cp "$arch"/tech/* tech
sed 's/^    type:.*/    type: {value: LPDDR4, source: x}/
    s/^  source: "the paper, Sec. III-A: synthesis.*/  assumption: x/' "$arch/eyeriss168.yaml" >m.yaml
expect 1 "$sensitivity" --list m.yaml "$network"
says "no alternative is known for technology: tech/15nm.yaml"
sed -i 's/^  assumption: x/  source: x/' m.yaml
expect 0 "$sensitivity" --list m.yaml "$network"
sed -i 's/^HBM2:.*/HBM2: {value: 3.9 pJ\/b, assumption: x}/' tech/dram.yaml
expect 1 "$sensitivity" m.yaml "$network"
says "no --set reaches dram:HBM2"

# change KEY=VALUE: percent, with all of the DRAM, of T8's energy
change()
{
    local setting
    for setting in array.rows=12 "$1"; do
        "$map" "$arch/eyeriss168.yaml" "$network" --choices T8 -q --set "$setting" --csv=table.csv --out run
        awk -F, '/^[^#]/ && $2 == "T" { sum += $13 } END { printf "%.9g\n", sum }' table.csv
        rm -r run
    done | xargs | awk '{ printf "%+.2f", 100 * ($2 / $1 - 1) }'
}

expect 0 "$sensitivity" "$arch/eyeriss168.yaml" "$network"
says "sensitivity: 1 of "
while read -r key; do
    grep -qF "$key " .stdout || grep -qF "$key:" .stdout || fail "$key is not in the table"
done < <("$assumptions" "$arch/eyeriss168.yaml" | cut -f 1)
shows "no machine:"
for setting in network.inject_hops=26 technology.cell_transistors.fa=56; do
    line=$(grep -E "^${setting%=*} +x 2 " .stdout)
    [ "$(awk '{ print $4 }' <<<"$line")" = "$(change $setting)" ] ||
        fail "not $(change $setting) percent: $line"
done

# mistakes
expect 2 "$sensitivity" --fast
says "unknown option '--fast'"
expect 2 "$sensitivity" eyeriss168
says "give a machine and a network"
expect 2 "$sensitivity" nowhere.yaml "$network"
says "there is no file 'nowhere.yaml'"
expect 2 "$sensitivity" --choices T9 "$arch/eyeriss168.yaml" "$network"
says "no such choice: 'T9'"
expect 3 env ENOS_BIN="$scratch/none" "$sensitivity"
says "there is no program"
finish
