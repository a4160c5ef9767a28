#!/usr/bin/env bash
# Exchange with Timeloop: enos-map writes its mappings as Timeloop's inputs, enos-timeloop reads,
# counts and writes them again; what cannot be said is refused with its reason.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
timeloop=$ENOS_BIN/enos-timeloop
examples=$ENOS_SOURCE_DIR/tests/mapper/timeloop/examples

# mapping NODE...: a mapping of conv4 (C8 M10 P4 Q4, 1x1) as a file.
mapping()
{
    cat >mapping.yaml <<END
format: enos/mappings/1
machine: {name: my-machine}
mappings:
  - layer: conv4
    shape: {N: 1, C: 8, M: 10, P: 4, Q: 4, R: 1, S: 1, G: 1, stride: 1, dilation: 1, pad: 0}
    choice: T8
    nodes:
$(printf '      - {%s}\n' 'keep: [DRAM, W]' 'keep: [DRAM, I]' 'keep: [DRAM, O]' "$@")
END
}

# export_layer STATUS: exports that mapping.
export_layer()
{
    rm -rf out
    expect "$1" "$map" "$machine" "$network" --mapping mapping.yaml --layer conv4 --op T8 \
        --export timeloop out
}

spads=('keep: [SPAD, W]' 'keep: [SPAD, I]' 'keep: [SPAD, O]')

# every mapping that is exported is read again and written as the same bytes
expect 1 "$map" "$machine" "$network" --out all --export timeloop exported
shows "exported "
shows " refused"
in_file exported/exports.csv "# format: enos/timeloop-exports/1"
in_file exported/exports.csv "layer,choice,folder,refused"
[ "$(grep -c '^[a-z]' exported/exports.csv)" -eq 25 ] || fail "not a row for each of 24 pairs"
count=0
while IFS=, read -r _ _ folder _; do
    case $folder in folder | '') continue ;; esac
    expect 0 "$timeloop" exported/"$folder"/{mapping,arch,problem}.yaml --export again
    expect 0 diff -r exported/"$folder" again
    count=$((count + 1))
done < <(grep -v '^#' exported/exports.csv)
expect 0 "$map" "$machine" "$network" --mapping all/mappings.yaml --layer conv4 --op T8 \
    --export timeloop one
shows "exported 1 of 1 mappings to one/ for timeloop-model, 0 refused"
[ ! -s .stderr ] || fail "something is said of a mapping that is exported"
[ "$count" -ge 10 ] || fail "only $count mappings were exported"

# an even one, its counts and its axes: Q along both, Y outside
mapping 'keep: [GLB, W]' 'keep: [GLB, I]' 'for: P, bound: 4' 'par: Q, bound: 2, axis: Y' \
    'par: Q, bound: 2, axis: X' "${spads[@]}" 'for: M, bound: 10' 'for: C, bound: 8'
export_layer 0
in_file out/conv4/T8/arch.yaml "name: array_rows[0..3]"
in_file out/conv4/T8/mapping.yaml "target: GLB, type: spatial, factors: \"C=1 M=1 R=1 S=1 N=1 P=1 Q=2\""
in_file out/conv4/T8/mapping.yaml "split: 0"
expect 0 "$timeloop" out/conv4/T8/*.yaml --csv
shows "filter,W,4,80,1280,320,0,"
shows "GLB,I,1,128,128,128,0,"
expect 0 "$timeloop" out/conv4/T8/*.yaml
shows "array_rows"
shows "keeps nothing"
shows "energy "

# an imperfect split: 10 over 4 columns is 3 rounds, the last of which has 2
mapping 'for: M, bound: 3' 'for: P, bound: 4' 'par: M, bound: 4, axis: X' "${spads[@]}" \
    'for: Q, bound: 4' 'for: C, bound: 8'
export_layer 0
in_file out/conv4/T8/mapping.yaml "M=4,2"
expect 0 "$timeloop" out/conv4/T8/*.yaml --csv
shows "filter,W,4,8,1280,"

# uneven: the GLB's nodes have a loop between
mapping 'keep: [GLB, W]' 'for: P, bound: 4' 'keep: [GLB, I]' 'for: M, bound: 5' \
    'par: M, bound: 2, axis: X' "${spads[@]}" 'for: Q, bound: 4' 'for: C, bound: 8'
export_layer 1
shows "exported 0 of 1 mappings to out/ for timeloop-model, 1 refused"
says "not exported: conv4 with T8: the node of I at GLB stands apart: 'for P, bound 4' is between"
in_file out/exports.csv "stands apart"
[ ! -e out/conv4 ] || fail "a folder of a refused mapping"

# what one level of Timeloop's has no words for
mapping 'for: P, bound: 2' 'for: M, bound: 10' 'for: P, bound: 2' "${spads[@]}" \
    'for: Q, bound: 4' 'for: C, bound: 8'
export_layer 1
says "two loops of P stand at one level with a loop of M between"
mapping 'par: Q, bound: 2, axis: Y' 'par: Q, bound: 2, axis: X' 'par: P, bound: 2, axis: X' \
    'par: P, bound: 2, axis: Y' "${spads[@]}" 'for: P, bound: 1' 'for: M, bound: 10' \
    'for: C, bound: 8'
export_layer 1
says "cross the array's axes"

# one register file for all tensors is one level: even if the nodes stand together
unified()
{
    cat >mapping.yaml <<END
format: enos/mappings/1
machine: {name: unified168}
mappings:
  - layer: conv10
    shape: {N: 1, C: 512, M: 10, P: 8, Q: 8, R: 1, S: 1, G: 1, stride: 1, dilation: 1, pad: 0}
    choice: T8
    nodes:
$(printf '      - {%s}\n' 'keep: [DRAM, W]' 'keep: [DRAM, I]' 'keep: [DRAM, O]' "$@")
END
    expect "$status" "$map" unified168 squeezenet --mapping mapping.yaml --layer conv10 --op T8 \
        --export timeloop unified
}
status=0
unified 'for: C, bound: 512' 'par: P, bound: 8, axis: Y' 'par: Q, bound: 8, axis: X' \
    "${spads[@]}" 'for: M, bound: 10'
expect 0 "$timeloop" unified/conv10/T8/*.yaml --export again
expect 0 diff -r unified/conv10/T8 again
in_file again/mapping.yaml "keep: [Weights, Inputs, Outputs], bypass: []"
status=1
unified 'par: P, bound: 8, axis: Y' 'par: Q, bound: 8, axis: X' 'keep: [SPAD, O]' \
    'for: C, bound: 512' 'keep: [SPAD, I]' 'keep: [SPAD, W]' 'for: M, bound: 10'
says "the node of I at SPAD stands apart: 'for C, bound 512' is between"

# usage
expect 2 "$map" "$machine" "$network" --export
says "--export needs a value: --export timeloop DIR"
expect 2 "$map" "$machine" "$network" --export timeloop
says "--export timeloop needs a value: --export timeloop DIR"
expect 2 "$map" "$machine" "$network" --export timelop there
says "--export is timeloop DIR, not 'timelop'"
says "did you mean 'timeloop'?"
expect 2 "$map" "$machine" --explain-mac --export timeloop there
says "--export needs mappings"
expect 0 "$map" "$machine" "$network" --dry-run --export timeloop there
shows "would write there/ exports.csv"
expect 3 "$map" "$machine" "$network" --layer conv4 --op T8 --export timeloop /proc/none
says "cannot write"

# mistakes of enos-timeloop, one in every argument and file
expect 0 "$timeloop"
shows "usage: enos-timeloop FILE..."
expect 2 "$timeloop" -q
says "the files are missing"
expect 2 "$timeloop" "$examples"/arch_flat65.yaml
says "did you mean '$examples/arch_flat64.yaml'?"
expect 2 "$timeloop" "$examples"/arch_flat64.yaml --exprt there
says "did you mean '--export'?"
expect 2 "$timeloop" "$examples"/arch_flat64.yaml "$examples"/prob_conv_asym.yaml
says "has the key 'mapping'"
flat=("$examples"/arch_flat64.yaml "$examples"/prob_conv_asym.yaml "$examples"/map_s7_0027.yaml)
expect 2 "$timeloop" "${flat[@]}" "$examples"/map_s7_0020.yaml
says "'mapping' is in two files"
expect 2 "$timeloop" "$machine"
says "unknown key 'name'"

# wrong FILE SED WHAT: an example with a mistake, and what is said of it
wrong()
{
    cp "${flat[@]}" .
    sed -i "$2" "$1"
    expect 2 "$timeloop" ./arch_flat64.yaml ./prob_conv_asym.yaml ./map_s7_0027.yaml --export no
    says "$1:"
    says "$3"
    [ ! -e no ] || fail "something was written"
}
wrong arch_flat64.yaml 's/version: 0.3/version: 0.4/' "version: '0.4' is out of range"
wrong arch_flat64.yaml 's/class: DRAM/class: NAND/' "class 'NAND' is not read"
wrong arch_flat64.yaml 's/word-bits/word_bits/' "did you mean 'word-bits'?"
wrong arch_flat64.yaml 's/RF\[0..63\]/RF[0..62]/' "63 instances do not fill rows of 8"
wrong arch_flat64.yaml 's/    local:/    subtree:\n    - name: chip\n    local:/' "a subtree inside"
wrong arch_flat64.yaml '/write, arguments/d' "the energy of 'write' of 'RF' is missing"
wrong arch_flat64.yaml 's/arguments: null/arguments: {a: 1}/' "arguments are not read"
wrong arch_flat64.yaml 's/name: mac_random/name: mac/' "action 'mac' is not counted"
wrong prob_conv_asym.yaml 's/C: 6, //' "the size of C is missing"
wrong prob_conv_asym.yaml 's/\[C, M,/[K, M,/' "this dimension is not read"
wrong prob_conv_asym.yaml 's/P, Wstride/P, stride/' "this term of a projection is not read"
wrong prob_conv_asym.yaml 's/\[\[M\]\], \[\[Q\]\]/[[M]], [[R]]/' "are not a convolution's"
wrong prob_conv_asym.yaml 's/read-write: true/read-write: false/' "Outputs alone are read-write"
wrong map_s7_0027.yaml 's/Q=15/Q=14/' "the loops of Q make 14 iterations, the problem has 15"
wrong map_s7_0027.yaml 's/Q=15/Q=0/' "the factor of Q is not one"
wrong map_s7_0027.yaml 's/C=6/C=9/' "9 instances along X of what is below 'DRAM': there are 8"
wrong map_s7_0027.yaml 's/Q=15 P=3/Q=1 P=1/; s/P=3 Q=1/P=9 Q=15/; s/M=5/M=1/; s/M=2/M=10/' \
    "RF has room for 1024 words of 8 bits, Timeloop's tiles"
wrong map_s7_0027.yaml 's/target: RF/target: RG/' "did you mean 'RF'?"
wrong map_s7_0027.yaml 's/SNMCRPQ/SNMCRP/' "the permutation lacks Q"
wrong map_s7_0027.yaml 's/type: bypass/type: skew/' "type: 'skew' is not known"
wrong map_s7_0027.yaml 's/keep: \[W.*DRAM/&/; s/bypass: \[\]/bypass: [Weights]/' "both kept"

finish
