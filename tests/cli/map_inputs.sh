#!/usr/bin/env bash
# Bad input of every kind: a message with its place and a hint, status 2, nothing written.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

bad()
{
    expect 2 "$map" "$@"
    [ ! -s .stdout ] || fail "stdout is not empty: $*"
}

bad "$ENOS_SOURCE_DIR/arch/eyeris168.yaml" "$network"
says "cannot read"
says "did you mean '$ENOS_SOURCE_DIR/arch/eyeriss168.yaml'?"
bad eyeriss186 squeezenet
says "no shipped machine of this name"
says "did you mean 'eyeriss168'?"
bad eyeriss168 sqeezenet
says "did you mean 'squeezenet'?"
bad squeezenet eyeriss168
says "'squeezenet' is a network; the machine is named first, then the network"
says "'eyeriss168' is a machine;"
bad "$ENOS_SOURCE_DIR/arch" "$network"
says "is a folder, not a file"
bad /nowhere/m.yaml "$network"
says "there is no folder '/nowhere'"
bad "$machine" "$network" --layer conv9
says "the network has no MAC layer 'conv9'"
says "did you mean 'conv"
bad "$machine" "$network" --layer twins2
says "it is a module, with the MAC layers twins2/a, twins2/b"
bad "$machine" "$network" --layer conv1 --op T9
says "no such choice: 'T9'"
says "did you mean 'T"
bad "$machine" "$network" --choices T8,XY2
says "no such choice: 'XY2'"
bad "$machine" "$network" --set storage.glb.capacity='64 KiB'
says "did you mean 'GLB'?"
bad "$machine" "$network" --set storage.buffer.capacity='64 KiB'
says "known names: DRAM, GLB, "
bad "$machine" "$network" --set array.rws=3
says "unknown key 'rws'"
says "did you mean 'rows'?"
bad "$machine" "$network" --set network:nodes.conv1.filers=3
says "did you mean 'filters'?"
bad "$machine" "$network" --mapping nothing.yaml
says "--mapping: cannot read 'nothing.yaml'"
bad "$machine" "$network" --ert nothing.yaml --assign nothing.yaml
says "--ert: cannot read"
says "--assign: cannot read"

sed 's/  rows: 4 /  rws: 4 /; s/columns: 4 /columns: 4 Bob /' "$machine" |
    sed "s|\.\./tech|$ENOS_SOURCE_DIR/arch/tech|" >bad.yaml
bad ./bad.yaml "$network"
says "unknown key 'rws'"
says "did you mean 'rows'?"
says "Bob"
says "errors, nothing written"

: >empty.yaml
bad ./empty.yaml ./empty.yaml
says "the file is empty"
head -c 100000 /dev/urandom >random.yaml
bad ./random.yaml ./random.yaml
head -c 300 "$machine" >truncated.yaml
bad ./truncated.yaml "$network"
printf 'format: enos/assignment/1\nnetwork: {name: my-network}\ndefault: T7\nlayers: {conv9: T8}\n' \
    >assignment.yaml
bad "$machine" "$network" --assign assignment.yaml
says "'T7' is no choice"
says "the network has no layer 'conv9'"
rm ./*.yaml
nothing_left
finish
