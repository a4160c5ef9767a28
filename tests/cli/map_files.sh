#!/usr/bin/env bash
# The result folder: what is in it, whose it is, and what happens when it cannot be written.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
files='mappings.yaml nodes.csv summary.json tables.csv tables.npz'
results=out/my-machine-my-network

expect 0 "$map" "$machine" "$network" --threads 1 --choices T8,BC8
shows "my-machine: 4x4 PEs"
shows "wrote $results/"
shows "next: enos-map"
[ "$(cd $results && echo .[!.]* *)" = ".[!.]* $files" ] || fail "the folder holds $(ls -A $results)"
in_file "$results/tables.csv" "# format: enos/tables/1"
in_file "$results/tables.csv" "# input: network $network (my-network) sha256 $(sha256sum <"$network" | cut -c1-64)"
in_file "$results/tables.csv" "conv1,T,8,digital,6912,"
in_file "$results/nodes.csv" "pool1,max_pool,8,256,64,"
in_file "$results/mappings.yaml" "format: enos/mappings/1"
in_file "$results/summary.json" '"format": "enos/summary/1"'
awk '!/^(wrote|next)/ && length > 80 { exit 1 }' .stdout || fail "a line is longer than 80 columns"

# any number of threads: the same bits
cp -r "$results" one
expect 0 "$map" "$machine" "$network" --threads 3 --choices T8,BC8
says "is of the same inputs; computing anew"
for file in tables.csv nodes.csv mappings.yaml; do
    cmp <(grep -v '^# command\|^command' "one/$file") \
        <(grep -v '^# command\|^command' "$results/$file") || fail "$file depends on the threads"
done

# a stale table is told from a fresh one
expect 0 "$map" "$machine" "$network" --choices T8 --set array.rows=3
says "is out of date (set array.rows=3 changed)"

# mappings go out and come in: the same energies, priced instead of searched
expect 0 "$map" "$machine" "$network" --mapping one/mappings.yaml --csv
grep -v '^#' one/tables.csv | cut -d, -f1-15 >searched
grep -v '^#' .stdout | cut -d, -f1-15 >priced
cmp searched priced || fail "priced mappings differ from searched ones"
expect 0 "$map" "$machine" "$network" --mapping one/mappings.yaml --layer twins2/b --op T8
shows "from a file, not searched"
expect 2 "$map" "$machine" "$network" --mapping one/mappings.yaml --choices MF8
says "there is no mapping of layer 'conv1' with choice MF8"
expect 2 "$map" "$machine" "$network" --mapping one/mappings.yaml --batch 2
says "N of layer 'conv1' is 2, not 1"
expect 2 "$map" eyeriss168 "$network" --mapping one/mappings.yaml
says "these mappings are for machine 'my-machine', not for 'eyeriss168'"
expect 2 "$map" "$machine" "$network" --mapping one/mappings.yaml --set storage.filter.capacity='16 b'
says "one/mappings.yaml:"
says "bits"

# a folder belongs to one machine and one network
sed 's/^name: .*/name: other/' "$network" >other.yaml
expect 2 "$map" "$machine" ./other.yaml --choices T8 --out one
says "holds the results of machine 'my-machine' and network 'my-network'"

# data to stdout, or to a file
expect 0 "$map" "$machine" "$network" --choices T8 --json
shows '"choice": "T8"'
expect 0 "$map" "$machine" "$network" --choices T8 -q --csv=t.csv --json=s.json
[ ! -s .stdout ] || fail "quiet, and yet it printed"
in_file t.csv "conv1,T,8"
in_file s.json '"machine": "my-machine"'
rm -r out one other.yaml t.csv s.json searched priced
nothing_left

# what cannot be written: status 3, and nothing is left
: >file
expect 3 "$map" "$machine" "$network" --choices T8 --out file/deep
says "Not a directory"
rm file
expect 3 "$map" "$machine" "$network" --choices T8 --csv=/dev/full --out results
says "No space left on device"
rm -rf results
expect 3 "$map" "$machine" "$network" --choices T8 --out /proc/nowhere
nothing_left

# a full disk, where a small one can be mounted
mkdir disk
if mount -t tmpfs -o size=16k tmpfs disk 2>/dev/null; then
    expect 3 "$map" "$machine" "$network" --choices T8,BC8 --out disk/results
    says "No space left on device"
    [ -z "$(ls -A disk)" ] || fail "left on the full disk: $(find disk)"
    umount disk
fi
rmdir disk
nothing_left
finish
