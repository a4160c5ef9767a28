#!/usr/bin/env bash
# enos-import-onnx: models of an exporter become networks that enos-map reads; mistakes in the
# command line and in files are told, and nothing is written then.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

readonly import=$ENOS_BIN/enos-import-onnx
readonly models=$ENOS_SOURCE_DIR/tests/tools/onnx

expect 0 "$import"
shows "usage: enos-import-onnx MODEL.onnx"
expect 0 "$import" --help
shows "--output VALUE"
shows "exit status"
expect 0 "$import" --version
shows "enos-import-onnx "

for name in fire residual lenet shuffle; do
    expect 0 "$import" "$models/$name.onnx"
    shows "name: $name"
    shows "sha256 $(sha256sum "$models/$name.onnx" | cut -d' ' -f1)"
    cp .stdout direct.yaml
    expect 0 "$import" "$models/$name.onnx" --out written.yaml
    shows "wrote written.yaml"
    cmp -s direct.yaml written.yaml || fail "--out writes something else than standard output"
    terms=$(awk '!/^#/ { sum += $NF } END { print sum }' "$models/$name.layers")
    shows "$(grep -vc '^#' "$models/$name.layers") layers, $terms multiply-accumulates"
    expect 0 "$map" "$machine" written.yaml --dry-run
    rm direct.yaml written.yaml
done
expect 0 "$import" "$models/fire.onnx" --name other -q
shows "name: other"
[ ! -s .stderr ] || fail "--quiet is not quiet"
expect 0 "$import" "$models/fire.onnx" --output /fire2/Concat_output_0
[ ! -s .stderr ] || fail "a note, though nothing is left out"
shows "{name: fire2, op: concat"
expect 0 "$import" "$models/fire.onnx"
says "enos-import-onnx: note: Softmax '/Softmax': left out"

expect 2 "$import" nothing.onnx
says "nothing.onnx: error: cannot be read: No such file or directory"
says "enos-import-onnx: 1 error, nothing written"
expect 2 "$import" .
says "Is a directory"
expect 2 "$import" "$network" --out written.yaml
says "no field of a protobuf message"
head -c 5000 "$models/fire.onnx" >cut.onnx
expect 2 "$import" cut.onnx --out written.yaml
says "cut.onnx: error: byte "
says "cut off: more bytes are announced than there are"
rm cut.onnx
expect 2 "$import" "$models/fire.onnx" --output conv9
says "nothing gives the output 'conv9'"
says "the model's outputs: scores"
expect 2 "$import" --name fire
says "the model is missing"
expect 2 "$import" "$models/fire.onnx" "$models/lenet.onnx"
says "one MODEL.onnx is expected, but also"
expect 2 "$import" "$models/fire.onnx" --name 'my net' --out '' --output '' --outs x
says "--name needs a network's name, not 'my net'"
says "--out needs the name of a file"
says "--output needs the name of a value"
says "unknown option '--outs'"
expect 3 "$import" "$models/fire.onnx" --out missing/written.yaml
says "cannot write missing/written.yaml: No such file or directory"
status=0
"$import" "$models/fire.onnx" -q >/dev/full 2>.stderr || status=$?
[ "$status" -eq 3 ] || fail "status $status, not 3, for >/dev/full"
says "cannot write the output"
nothing_left
finish
