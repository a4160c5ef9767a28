#!/usr/bin/env bash
# What enos-explore finds is what enos-map finds of each variant; points that fail say why and the
# others go on; the file grows and what is in it is not computed again; its queries work.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/explore.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/explore.bash"

# 4 x 3 x 2 variants: a filter scratchpad of one word of 16 b takes no mapping of BC8 and T8 alike
expect 0 "${small[@]}" --out grid --csv=copy.csv --json=grid.json
shows "24 variants, T8,BC8"
shows "Pareto front"
shows "not estimated: mac, noc"
shows "next: enos-map"
same_rows grid/points.csv copy.csv
[ "$(column grid/points.csv point | wc -l)" -eq 25 ] || fail "not 25 rows"
grep -q '"variants": 24' grid.json || fail "grid.json does not say 24 variants"
[ -z "$(awk 'length > 80 && !/next:|--set/' .stdout)" ] || fail "a line beyond 80 columns"

# the same numbers as enos-map: sums over the layers of the cheaper choice
check_point()
{
    local point=$1 energy cycles
    shift
    expect 0 "$map" "$machine" "$network" --choices T8,BC8 "$@" --out map-"$point" -q
    read -r energy cycles < <(rows map-"$point"/tables.csv | awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { e = $at["energy_pj"]; l = $at["layer"]
          if (!(l in least) || e < least[l]) { least[l] = e; cycles[l] = $at["latency_cycles"] } }
        END { for (l in least) { e_sum += least[l]; c_sum += cycles[l] }
              printf "%.9e %.0f\n", e_sum, c_sum }')
    [ "$(column grid/points.csv energy_pj | sed -n $((point + 1))p | awk '{ printf "%.9e", $1 }')" = "$energy" ] ||
        fail "point $point has another energy than enos-map's $energy"
    [ "$(column grid/points.csv latency_cycles | sed -n $((point + 1))p | awk '{ printf "%.0f", $1 }')" = "$cycles" ] ||
        fail "point $point has another latency than enos-map's $cycles"
}
check_point 0
check_point 11 --set array.columns=2 --set "storage.filter.capacity=256 B" \
    --set "storage.DRAM.read_bandwidth=16 b/cycle"
check_point 22 --set array.columns=4 --set "storage.filter.capacity=64 B" \
    --set "storage.DRAM.read_bandwidth=64 b/cycle"

# again: nothing to do, the same table
cp grid/points.csv before.csv
expect 0 "${small[@]}" --out grid
shows "0 points computed, 25 finished before; 0 searches"
same_rows grid/points.csv before.csv
# a part of it is another exploration, of known points
expect 0 "$explore" "$machine" "$network" --choices T8,BC8 --vary array.columns=2,3 \
    --set "storage.DRAM.read_bandwidth=16 b/cycle" --out grid
shows "0 points computed, 3 the same as others"
# samples: the first points of a longer one
for kind in random sobol; do
    expect 0 "${small[@]}" --sample $kind:5 --seed 3 --out grid
    shows "0 points computed, 6 the same as others"
    cp grid/points.csv five.csv
    expect 0 "${small[@]}" --sample $kind:9 --seed 3 --out grid -q
    cmp -s <(rows grid/points.csv | cut -d, -f1-4 | head -7) <(rows five.csv | cut -d, -f1-4) ||
        fail "$kind:5 is not the beginning of $kind:9"
done

# points that no mapping fits: a partial sum, held twice, where there is room for one
forced=(--set storage.psum.double_buffer=true)
expect 0 "$explore" "$machine" "$network" --out mixed "${forced[@]}" --vary array.columns=2,4 \
    --vary 'storage.psum.capacity=20 b,320 b'
shows "2 without a mapping of every layer; point 1: conv1 with T8: "
[ "$(column mixed/points.csv state | sort | uniq -c | tr -s ' \n' ' ')" = " 2 impossible 3 mapped " ] ||
    fail "not two impossible points"
[ -z "$(column mixed/points.csv energy_pj | sed -n 2p)" ] || fail "an impossible point has an energy"
expect 1 "$explore" "$machine" "$network" --out none "${forced[@]}" --vary array.columns=2,4 \
    --set 'storage.psum.capacity=20 b'
shows "none has a mapping"

# each value alone is a machine, both together are none
expect 0 "$explore" "$machine" "$network" --out bad --vary 'storage.filter.capacity=256 B,40 b' \
    --vary 'storage.filter.word=16 b,64 b'
shows "1 that are no machine; point 4: storage 'filter': it does not hold one word"
[ "$(column bad/points.csv state | grep -c invalid)" -eq 1 ] || fail "not one invalid point"

# keys together, of the network, and sets of choices
expect 0 "$explore" "$machine" "$network" --out others --vary array.rows,array.columns=2/8,8/2 \
    --vary network:width=1,2 --vary 'choices=T8,[T8, BC8]'
shows "8 variants, its own choices"
[ "$(grep -c ',mapped,' others/points.csv)" -eq 9 ] || fail "not nine mapped points"

if command -v sqlite3 >/dev/null; then
    [ "$(sqlite3 grid/explore.sqlite 'SELECT count(*) FROM point')" -eq 24 ] || fail "not 24 points"
    [ "$(sqlite3 grid/explore.sqlite 'SELECT count(*) FROM exploration')" -eq 6 ] ||
        fail "not six explorations"
    # a mapping can be taken out and priced again
    { printf 'format: enos/mappings/1\nmachine: {name: my-machine}\nmappings:\n' && sqlite3 others/explore.sqlite "SELECT mapping FROM layer JOIN variant
        USING (point) WHERE variant.number = 0 AND name = 'conv1' AND choice = 'T8'"; } >one.yaml
    expect 0 "$map" "$machine" "$network" --mapping one.yaml --layer conv1 --op T8
    # the documentation's queries
    # shellcheck disable=SC2016 # backquotes of Markdown
    sed -n '/^```sql/,/^```/{/^```/d;p}' "$ENOS_SOURCE_DIR/docs/explore.md" >queries
    count=0
    while IFS= read -r -d ';' query; do
        sqlite3 grid/explore.sqlite "$query;" >.stdout 2>.stderr || fail "the query fails: $query"
        [ -s .stdout ] || fail "the query finds nothing: $query"
        count=$((count + 1))
    done <queries
    [ $count -ge 3 ] || fail "docs/explore.md has $count queries"
fi
finish
