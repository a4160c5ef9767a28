#!/usr/bin/env bash
# The simulator on two layers of the Eyeriss chip: what was measured beside what it says.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
validate=$ENOS_SOURCE_DIR/tools/validate-eyeriss

# value LAYER QUANTITY COLUMN: of the table, columns counted from its end: 4 the chip's, 3 the
# simulator's, 2 the model's (the last two are the difference and its sign).
value()
{
    awk -v layer="$1" -v quantity="$2" -v from_end="$3" \
        '$1 == layer && index($0, quantity) { print $(NF - from_end) }' .stdout
}

# near WHAT HERE THERE PERCENT
near()
{
    awk -v a="$2" -v b="$3" -v p="$4" 'BEGIN { d = a / b - 1; exit d * d > p * p / 1e4 }' ||
        fail "$1: $2 here, $3 there"
}

# psums are checked by the program: with wrong ones the status is not 0
expect 0 "$validate" --layers CONV2,CONV5
[ "$(value CONV2 'active PEs' 3)" = 135 ] || fail "CONV2: active PEs"
[ "$(value CONV5 'active PEs' 3)" = 156 ] || fail "CONV5: active PEs"
[ "$(value CONV2 passes 3)" = 1536 ] || fail "CONV2: passes"
[ "$(value CONV5 passes 3)" = 256 ] || fail "CONV5: passes"
near "CONV2, GLB accesses" "$(value CONV2 'GLB, MB' 3)" 77.6 1
near "CONV5, GLB accesses" "$(value CONV5 'GLB, MB' 3)" 24.9 1
near "CONV5, processing latency" "$(value CONV5 'processing, ms' 3)" 10.0 8

# mistakes
expect 2 "$validate" --fast
says "unknown option or network '--fast'"
expect 2 "$validate" --layers CONV9
says "has none of the layers 'CONV9'"
expect 2 "$validate" --layers CONV5 --set network.fifos=1
says "network.fifos"
expect 3 env ENOS_BIN="$scratch/none" "$validate"
says "there is no program"
finish
