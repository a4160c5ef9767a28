#!/usr/bin/env bash
# enos-map without work to do: what to type, help, version, and every mistake in the options.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

expect 0 "$map"
shows "usage: enos-map MACHINE NETWORK"
shows "eyeriss168 "
shows "eyeriss-chip-65nm "
shows "eyeriss168-double-buffered "
shows "unified168 "
shows "squeezenet"
expect 0 "$map" --help
shows "--energy-table[=FILE]"
shows "exit status"
expect 0 "$map" --version
shows "enos-map "

expect 2 "$map" "$machine" "$network" --thread 2
says "unknown option '--thread'"
says "did you mean '--threads'?"
expect 2 "$map" "$machine"
says "the network is missing"
for option in --explain-mac --dry-run --layer=x; do
    expect 2 "$map" "$option"
    says "the machine is missing"
done
expect 2 "$map" "$machine" "$network" --out ''
says "--out needs the name of a folder"
expect 2 "$map" "$machine" "$network" --layer conv1 --out results
says "--layer shows one layer and writes no folder"
expect 2 "$map" "$machine" "$network" --seed 18446744073709551615
says "--seed needs an integer from 0 to 9223372036854775807"
expect 2 "$map" "$machine" "$network" third
says "but also 'third'"
expect 2 "$map" "$machine" "$network" --threads 0 --objective speed --time-limit -1
says "--threads needs an integer from 1 to 4096, not '0'"
says "--objective is energy|latency|edp, not 'speed'"
says "--time-limit needs seconds above 0"

expect 0 "$map" --template machine
cp .stdout my-machine.yaml
expect 0 "$map" --template network
cp .stdout my-network.yaml
expect 0 "$map" my-machine.yaml my-network.yaml --dry-run
shows "would search"
shows "out/my-machine-my-network/"
[ ! -e out ] || fail "a dry run wrote out/"
rm my-machine.yaml my-network.yaml
nothing_left

status=0
"$map" "$machine" "$network" --choices T8 --layer conv1 --json >/dev/full 2>.stderr || status=$?
[ "$status" -eq 3 ] || fail "status $status, not 3, for --json >/dev/full"
says "cannot write the output: No space left on device"

# a full device under stdout is an error of the environment
status=0
"$map" --help >/dev/full 2>.stderr || status=$?
[ "$status" -eq 3 ] || fail "status $status, not 3, for --help >/dev/full"
says "cannot write the output"
finish
