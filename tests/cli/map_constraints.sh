#!/usr/bin/env bash
# A machine's constraints: mistakes and contradictions before anything is searched, mappings that do
# not obey, a mapping as constraints.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

arch=$ENOS_SOURCE_DIR/arch
squeezenet=$ENOS_SOURCE_DIR/workloads/squeezenet.yaml
one=("$squeezenet" --layer fire2/e3x3 --op T8)

# machine NAME: eyeriss168 with the block of stdin at its end.
machine()
{
    sed "s|tech/15nm|$arch/tech/15nm|" "$arch/eyeriss168.yaml" >"$1"
    cat >>"$1"
}

machine typo.yaml <<'END'
constraints:
  dataflow: row-stationery
  X: {dims: [M, K], factors: {M: some}}
  GLB: {keep: [I], order: []}
END
expect 2 "$map" typo.yaml "${one[@]}"
says "typo.yaml:119:13: error: dataflow: 'row-stationery' is not known"
says "did you mean 'row-stationary'?"
says "typo.yaml:120:17: error: 'K' is not a dimension"
says "typo.yaml:120:34: error: M: 'some' is not a number"
says "typo.yaml:121:9: error: unknown key 'keep' in buffer 'GLB'"
says "did you mean 'keeps'?"
says "errors, nothing written"

machine never.yaml <<'END'
constraints:
  dataflow: row-stationary
  SPAD:
    factors: {S: 1, M: 3}
END
expect 2 "$map" never.yaml "${one[@]}"
says "never.yaml:118:1: error: no mapping of layer 'fire2/e3x3' (T8) can obey: "
says "dataflow row-stationary (line 119) asks for S 3 at SPAD, SPAD.factors.S (line 121) allows 1"
says "--set constraints={} goes without them"
expect 2 "$map" never.yaml "$squeezenet" --dry-run
says "layer 'conv1' (T8)"
says "no mapping of layer 'fire2/s1x1' (T8) can obey: M = 16 cannot be made up of"
says "(line 121)"
expect 2 "$sim" never.yaml "$squeezenet" --layer fire2/e3x3
says "no mapping of layer 'fire2/e3x3' (T8) can obey: "
expect 0 "$map" never.yaml "${one[@]}" --set 'constraints={}' --dry-run

# What the search finds without constraints is given, as a mapping and as constraints.
expect 0 "$map" "$arch/eyeriss168.yaml" "$network" --choices T8 --out out -q
layer=$("$map" "$arch/eyeriss168.yaml" "$network" --list layers | head -1)
sed "s/name: eyeriss168,/name: bound,/" out/mappings.yaml >mappings.yaml
pick=("$network" --mapping mappings.yaml --layer "$layer" --op T8)
sed "s/^name: eyeriss168/name: bound/; s|tech/15nm|$arch/tech/15nm|" "$arch/eyeriss168.yaml" >free.yaml
expect 0 "$map" free.yaml "${pick[@]}" --constraints
shows "constraints:"
shows "  nodes:"
cat free.yaml .stdout >bound.yaml
expect 0 "$map" bound.yaml "${pick[@]}" --csv
cp .stdout bound.csv
expect 0 "$map" free.yaml "${pick[@]}" --csv
[ "$(grep "^$layer," bound.csv)" = "$(grep "^$layer," .stdout)" ] || fail "the costs differ"
grep -q "^$layer,T,8," bound.csv || fail "no costs"

# Another mapping does not obey.
sed '0,/{for: \(.\), bound: [0-9]*}/s//{for: \1, bound: 1}/' mappings.yaml >other.yaml
expect 2 "$map" bound.yaml "$network" --mapping other.yaml --layer "$layer" --op T8
says "other.yaml:"
says "error: the factor of "
says "(line "

# Any other layer cannot be mapped with them.
other=$("$map" "$arch/eyeriss168.yaml" "$network" --list layers | tail -1)
[ "$other" != "$layer" ] || fail "one layer alone"
expect 2 "$map" bound.yaml "$network" --layer "$other" --op T8
says "no mapping of layer '$other' (T8) can obey: nodes (line "

expect 2 "$map" "$arch/eyeriss168.yaml" "$network" --constraints
says "--constraints needs the layer: --layer LAYER --op CHOICE"
expect 2 "$map" "$arch/eyeriss168.yaml" "$network" --layer "$layer" --constraints --json
says "--constraints goes to the screen, as --json and --csv do"

finish
