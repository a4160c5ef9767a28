#!/usr/bin/env bash
# enos-sim: what to type, help, version, every mistake in the options and in what they name.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

expect 0 "$sim"
shows "usage: enos-sim MACHINE NETWORK"
shows "eyeriss168 "
shows "squeezenet"
expect 0 "$sim" --help
shows "--heat-map"
shows "exit status"
expect 0 "$sim" --help=man
shows ".TH ENOS"
expect 0 "$sim" --help=bash
shows "complete"
expect 0 "$sim" --version
shows "enos-sim "

bad()
{
    expect 2 "$sim" "$@"
    [ ! -s .stdout ] || fail "stdout is not empty: $*"
}

bad "$machine"
says "the network is missing"
bad --seed 3
says "the machine is missing"
bad "$machine" "$network" third
says "but also 'third'"
bad "$machine" "$network" --sed 3
says "did you mean '--seed'?"
bad "$machine" "$network" --random 0 --tolerance 100 --accumulate wide --threads 0 --time-limit -1
says "--random needs an integer from 1 to 65536, not '0'"
says "--tolerance: '100' is not a percentage"
says "--accumulate is exact|paper, not 'wide'"
says "--threads needs an integer from 1 to 4096, not '0'"
says "--time-limit needs seconds above 0"
bad "$machine" "$network" --assign a.yaml --choice T8 --images a.npy --random 2 --json --csv
says "--assign and --choice do not go together"
says "--images and --random do not go together"
says "--json and --csv cannot both go to the screen"
bad "$machine" "$network" --mapping mappings.yaml --gap 2
says "--mapping searches nothing"
bad "$machine" "$network" --layer conv1 --out results
says "--layer shows one layer and writes no folder"
bad "$machine" "$network" --out ''
says "--out needs the name of a folder"
bad "$machine" "$network" --help=mam
says "did you mean 'man'?"

bad "$machine" sqeezenet
says "did you mean 'squeezenet'?"
bad "$machine" "$network" --choice T7
says "no such choice: 'T7'"
says "did you mean 'T"
bad "$machine" "$network" --layer conv9
says "the network has no MAC layer 'conv9'"
says "did you mean 'conv"
bad "$machine" "$network" --layer twins2
says "it is a module, with the MAC layers twins2/a, twins2/b"
bad "$machine" "$network" --set array.rows=0 --set network:clases=5
says "rows: '0' is out of range"
says "did you mean 'classes'?"
for option in mapping assign weights images; do
    bad "$machine" "$network" "--$option" nofile
    says "--$option: cannot read 'nofile'"
done

printf 'format: enos/assignment/1\nnetwork: {name: my-network}\ndefault: T7\nlayers: {conv9: T8}\n' \
    >assignment.yaml
bad "$machine" "$network" --assign assignment.yaml
says "assignment.yaml:3:10: error: 'T7' is no choice of machine 'my-machine'"
says "the network has no layer 'conv9'"
sed 's/op: conv, filters: 10, kernel: 1/&, choice: MF2/' "$network" >pinned.yaml
bad "$machine" ./pinned.yaml
says "conv4: error: no such choice: 'MF2'"
bad "$machine" "$network" --set 'mac.operators.T.bits=[16]' --set mac.operators.T.lanes=1 \
    --set 'mac.energy={T16: 0.2 pJ, MF8: 0.1 pJ, BC8: 0.1 pJ}'
says "16"

# a mapping of another machine, of another layer, of another shape, and none
"$map" "$machine" "$network" --out maps --quiet
sed 's/my-machine/other/' maps/mappings.yaml >other.yaml
bad "$machine" "$network" --mapping other.yaml
says "these mappings are for machine 'other', not for 'my-machine'"
sed 's/layer: conv4/layer: conv9/' maps/mappings.yaml >layer.yaml
bad "$machine" "$network" --mapping layer.yaml
says "there is no mapping of layer 'conv4' with choice T8"
sed 's/C: 3,/C: 4,/' maps/mappings.yaml >shape.yaml
bad "$machine" "$network" --mapping shape.yaml
says "C of layer 'conv1' is 3, not 4"
sed '0,/bound: 8/s//bound: 7/' maps/mappings.yaml >bound.yaml
bad "$machine" "$network" --mapping bound.yaml
says "bound.yaml:"

bad "$machine" "$network" --weights "$ENOS_SOURCE_DIR/tests/fuzz/corpus/weights/truncated"
says "truncated: error: "
head -c 100 /dev/zero >images.bin
bad "$machine" "$network" --images images.bin
says "100 bytes are no whole number of records of 3x8x8"

# nothing fits: status 1, and why
printf 'format: enos/network/1\nname: tiny\nsource: "a test"\n%s\n%s\n' \
    'input: {shape: [2, 2, 2], bits: 8, signed: false}' \
    'nodes: [{name: only, op: conv, filters: 2, kernel: 1}]' >tiny.yaml
expect 1 "$sim" "$machine" ./tiny.yaml --set storage.GLB.capacity='16 b' \
    --set storage.GLB.word='16 b' --set storage.GLB.bypass='[]' --out never
says "no mapping of only with T8: even with the smallest tiles the GLB holds 16 bits"
[ ! -e never ] || fail "a folder was written without a result"
# another machine's folder
bad eyeriss168 "$network" --out maps
says "maps holds the results of machine 'my-machine' and network 'my-network'"
expect 3 "$sim" "$machine" "$network" --json=/dev/full
says "cannot write /dev/full"
finish
