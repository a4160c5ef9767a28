#!/usr/bin/env bash
# A small network on the simulated machine: outputs exact, counts and energies those of the model,
# and the screen, JSON and CSV of one run tell the same.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

expect 0 "$sim" "$machine" "$network" --random 3 --seed 7
shows "my-machine: 4x4 PEs"
shows "choices: 6 T8"
shows "mappings: of least energy, 6 of 6 proven"
shows "random weights, 3 random images, seed 7"
shows "outputs 3/3 bit-exact, labels "
shows "as the model says within 5%"
shows "next: enos-sim "
grep -qE '^network .* 0% +[0-9]+% +yes$' .stdout || fail "the network is not exact, or costs more"
awk '/^next:/ { next } length > 80 { exit 1 }' .stdout || fail "a line is longer than 80 columns"
grep ' T8 ' .stdout >searched
nothing=$(find . -newer searched -name 'sim.*')
[ -z "$nothing" ] || fail "written without being asked: $nothing"

# the same for any number of threads, and with the mappings of a file
expect 0 "$sim" "$machine" "$network" --random 3 --seed 7 --threads 2
grep ' T8 ' .stdout | cmp - searched || fail "two threads give other results"
expect 0 "$map" "$machine" "$network" --out results --quiet
expect 0 "$sim" "$machine" "$network" --random 3 --seed 7 --mapping results/mappings.yaml
shows "mappings: of results/mappings.yaml"
grep ' T8 ' .stdout | cmp - searched || fail "the mappings of the file give other results"

# files: the model's folder takes the simulation's, too
expect 0 "$sim" "$machine" "$network" --random 3 --seed 7 --out results --csv --heat-map pes.svg
in_file results/sim.json '"format": "enos/sim/1"'
in_file results/sim.json '"passes": true'
in_file results/sim.csv '# format: enos/sim/1'
in_file results/summary.json '"format": "enos/summary/1"'
cmp pes.svg results/heat.svg || fail "one heat map is not the other"
[ "$(grep -c '<title>' pes.svg)" -eq 16 ] || fail "the heat map has not 16 PEs"
cmp .stdout results/sim.csv || fail "the printed CSV is not the written one"
[ "$(grep -vc '^#' results/sim.csv)" -eq 7 ] || fail "sim.csv has not a row per layer"

# KEY COLUMN: the layers' values in JSON are those of a column of the CSV
agree()
{
    sed -n '/"layers"/,$p' results/sim.json | grep -E "^      \"$1\": " | sed -E 's/.*: "?([^",]*)"?,?$/\1/' >of_json
    grep -v '^#' results/sim.csv | awk -F, -v name="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        { print $at }' >of_csv
    paste of_json of_csv | awk '
        $1 != $2 && ($1 - $2) ^ 2 > 1e-20 * $2 ^ 2 { bad = 1 }
        END { exit bad || NR != 6 }' || fail "JSON and CSV differ in $1"
}
agree name layer
agree choice choice
agree energy_pj energy_pj
agree model_energy_pj model_energy_pj
agree model_cycles model_cycles
agree counts_differ counts_differ
agree gated_steps gated_steps
agree saved_pj saved_pj
agree busy busy
agree psums psums
agree verdict verdict
grep -v '^#' results/sim.csv | awk -F, 'NR > 1 && $3 != $4 + $5 + $6 + $7 + $8 + $9 + $10 { exit 1 }' ||
    fail "the cycles are not the sum of their reasons"

# all operators; a choice per layer; psums that wrap are those of a reference that wraps
for choice in T4 MF8 BC8; do
    expect 0 "$sim" "$machine" "$network" --choice $choice --accumulate paper
    shows "outputs 1/1 bit-exact"
    shows "6 $choice"
done
printf 'format: enos/assignment/1\nnetwork: {name: my-network}\ndefault: T8\nlayers: {twins2/b: MF8}\n' \
    >assignment.yaml
sed 's/op: conv, filters: 10, kernel: 1/&, choice: BC8/' "$network" >pinned.yaml
expect 0 "$sim" "$machine" ./pinned.yaml --assign assignment.yaml
shows "choices: 4 T8, 1 MF8, 1 BC8"
shows "outputs 1/1 bit-exact"

# zero gating: less energy, by what is said to be saved; the counts are as before
expect 0 "$sim" "$machine" "$network" --random 3 --tolerance 0.001 --set mac.zero_gating=true \
    --csv=gated.csv
shows "zero inputs gate "
grep -v '^#' gated.csv | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["saved_pj"] <= 0 || $at["counts_differ"] != 0 { exit 1 }
    ($at["energy_pj"] + $at["saved_pj"] - $at["model_energy_pj"]) ^ 2 > 1e-12 { exit 1 }' ||
    fail "gating does not save what it says"

# images of a file
head -c 384 /dev/zero | tr '\0' 'x' >pixels
printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' \
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 8, 8), }" | cat - pixels >two.npy
expect 0 "$sim" "$machine" "$network" --images two.npy
shows "2 images of two.npy"
shows "outputs 2/2 bit-exact"

# one layer in detail
expect 0 "$sim" "$machine" "$network" --layer twins3/b --choice MF8
shows "choices: 1 MF8"
shows "busy share of each PE's time, %"
grep -qE '^(.* )?steps +4608 +4608' .stdout || fail "the steps are not those of the model"
awk 'length > 80 { exit 1 }' .stdout || fail "a line is longer than 80 columns"
finish
