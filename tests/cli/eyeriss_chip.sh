#!/usr/bin/env bash
# The model, given the mappings of the Eyeriss chip, moves what was measured on the chip.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
chip=$ENOS_SOURCE_DIR/tools/figures/eyeriss_chip

# column LAYER NUMBER: of the table that was printed.
column()
{
    awk -v layer="$1" -v n="$2" '$1 == layer { print $n }' .stdout
}

# is WHAT HERE PUBLISHED: equal at the one decimal that is published.
is()
{
    awk -v here="$2" -v there="$3" 'BEGIN { d = here - there; exit d * d > 0.05001 * 0.05001 }' ||
        fail "$1: $2 here, $3 published"
}

# Published: active PEs, KiB of ifmaps and psums in the GLB, MB of GLB accesses (JSSC 2017, Tables
# III and V; typed here again). CONV3's printed mapping does not go with its accesses; CONV3b is the
# mapping that does, on an array that has room for it.
expect 0 "$chip"
while read -r layer pes ifmap psum accesses; do
    [ "$(column "$layer" 2)" = "$pes" ] || fail "$layer: $(column "$layer" 2) PEs, not $pes"
    is "$layer, ifmaps in the GLB" "$(column "$layer" 4)" "$ifmap"
    is "$layer, psums in the GLB" "$(column "$layer" 6)" "$psum"
    is "$layer, GLB accesses" "$(column "$layer" 11)" "$accesses"
done <<END
CONV1 154 15.5 72.2 18.5
CONV2 135 3.8 91.1 77.6
CONV3 156 7.0 84.5 69.2
CONV4 156 10.5 84.5 37.4
CONV5 156 10.5 84.5 24.9
END
is "CONV3b, GLB accesses" "$(column CONV3b 11)" 50.2

# the counts are the mapping's, not the machine's
cp .stdout chip-table
expect 0 "$chip" "$ENOS_SOURCE_DIR/arch/eyeriss168-45nm.yaml"
cmp -s <(tail -n +2 .stdout) <(tail -n +2 chip-table) || fail "another machine counts differently"

# mistakes
expect 2 "$chip" --fast
says "unknown option '--fast'"
expect 2 "$chip" nowhere.yaml
says "there is no file 'nowhere.yaml'"
expect 2 "$chip" "$ENOS_SOURCE_DIR/arch/eyeriss168.yaml"
says "the machine has no such choice"
expect 3 env ENOS_BIN="$scratch/none" "$chip"
says "there is no program"
finish
