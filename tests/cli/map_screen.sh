#!/usr/bin/env bash
# The loop nest, the assignment, the energy table, and a layer that does not fit.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

expect 0 "$map" "$machine" "$network" --layer twins3/b --op MF8
shows "twins3/b with MF8: 4.61k ops; N1 C8 M4 P4 Q4 R3 S3 G1, stride 1, pad 1"
shows "DRAM     W 288  I 128  O 64"
shows "MAC      MF8, 2 cycles for 1 term"
shows "no mapping needs less than"
shows "busy: "
shows "pJ per op"
awk 'length > 80 { exit 1 }' .stdout || fail "a line is longer than 80 columns"
[ ! -e out ] || fail "one layer alone was written to out/"

expect 0 "$map" "$machine" "$network" --layer twins2/a --op T8 --objective latency
shows "all proven of least latency"
shows "no mapping is faster"

# assignments: all 8 bit is what the tables assume; a 4-bit layer among them is not
assign()
{
    printf 'format: enos/assignment/1\nnetwork: {name: my-network}\n%s\n' "$1" >assignment.yaml
    expect 0 "$map" "$machine" "$network" --assign assignment.yaml
}
assign 'default: T8'
shows "assignment assignment.yaml: 6 T8"
shows "difference +0.00%"
assign 'default: T8
layers: {twins2/a: T4, conv4: MF8}'
shows "4 T8, 1 T4, 1 MF8"
shows "twins2/a                 T4       stored at 8 bit"
shows "conv1                    T8       stored at 8 and 4 bit"
rm -r assignment.yaml out

expect 0 "$map" "$machine" --energy-table
shows "component action"
shows "an example; replace the numbers"
expect 0 "$map" "$machine" --energy-table=ert.yaml
expect 0 "$map" "$machine" "$network" --choices T8 --csv --out a
grep -v '^#' .stdout >typed
expect 0 "$map" "$machine" "$network" --choices T8 --ert ert.yaml --csv --out b
grep -v '^#' .stdout >table
cmp typed table || fail "the energies of the ERT give another table"
in_file b/tables.csv "# input: ert ert.yaml sha256 $(sha256sum <ert.yaml | cut -c1-64)"

# no mapping fits: which buffer, how many bits, status 1, inf in the table
cat >tiny.yaml <<END
format: enos/network/1
name: tiny
source: "a test"
input: {shape: [2, 2, 2], bits: 8, signed: false}
nodes:
  - {name: only, op: conv, filters: 2, kernel: 1}
END
expect 1 "$map" "$machine" ./tiny.yaml --choices T8 --set storage.GLB.capacity='16 b' \
    --set storage.GLB.word='16 b' --set storage.GLB.bypass='[]' --out c
says "no mapping of only with T8: even with the smallest tiles the GLB holds 16 bits"
shows "none fits"
in_file c/tables.csv "only,T,8,digital,16,"
in_file c/tables.csv ",inf,0,inf,1"
finish
