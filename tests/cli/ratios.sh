#!/usr/bin/env bash
# tools/figures/ratios and statements: what they print is what enos-map says.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
figures=$ENOS_SOURCE_DIR/tools/figures
eyeriss=$ENOS_SOURCE_DIR/arch/eyeriss168.yaml

# own OPTION...: the ratios with DRAM and less the compulsory words, as enos-map prints them
own()
{
    "$map" "$eyeriss" "$network" --out run "$@" |
        sed -nE 's/^T : MF : BC .* DRAM (1 : .*[0-9]) +without (1 .*)/\1  \2/p'
    rm -r run
}

expect 0 "$figures/ratios" "$eyeriss" "$network"
for model in cacti aladdin; do
    wanted=$(own --register-file $model)
    line=$(grep "^15 nm $model" .stdout | head -n 1)
    [[ $line == *"$wanted"* ]] || fail "not $wanted: $line"
done
# at another node adders are scaled, too: 14 full adders for an address of the GLB
wanted=$(own --set technology=tech/65nm.yaml --set 'storage.GLB.address_generation=68.92 fJ' \
    --set 'storage.filter.address_generation=39.38 fJ' --set 'network.adder=4.923 fJ/b' \
    --set 'storage.ifmap.address_generation=19.69 fJ' \
    --set 'storage.psum.address_generation=24.61 fJ')
line=$(grep "^65 nm cacti" .stdout | head -n 1)
[[ $line == *"$wanted"* ]] || fail "not $wanted: $line"

# share of E_OP and of the rest: the ratio without DRAM is put together again
awk '/^Without DRAM/ { apart = 1 }
    /nm cacti/ && !apart { bc[$1] = $NF }
    /nm cacti/ && apart {
        s = $4 / 100
        d = s * $6 + (1 - s) * $8 - bc[$1]
        if (d * d > 0.01 * 0.01) exit 1
        checked++
    }
    END { exit checked != 4 }' .stdout || fail "the parts do not make up the ratio"

expect 0 "$figures/statements"
mac=$("$map" "$eyeriss" --explain-mac | awk '/^  headline/ { print $2; exit }')
shows "8 bit: T : MF : BC = 1 : 0.47 : 0.25, T : BC = $mac;"

expect 2 "$figures/ratios" one
expect 2 "$figures/statements" one
expect 3 env ENOS_BIN="$scratch/none" "$figures/ratios"
says "there is no program"
expect 3 env ENOS_BIN="$scratch/none" "$figures/statements"
says "there is no program"
finish
