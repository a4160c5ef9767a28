#!/usr/bin/env bash
# enos-explore without work to do: what to type, help, version, lists, and every mistake.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/explore.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/explore.bash"

expect 0 "$explore"
shows "usage: enos-explore MACHINE NETWORK --vary KEY=A,B,C"
shows "eyeriss168 "
expect 0 "$explore" --help
shows "--vary KEY=A,B,C"
shows "exit status"
expect 0 "$explore" --version
shows "enos-explore "
expect 0 "$explore" --list networks
shows "squeezenet"
expect 0 "$explore" "$machine" --list choices
shows "T8"
expect 0 "$explore" "$machine" --list keys
shows "array.columns=4"
shows "storage.GLB.bypass=[W, I, O]"
shows "storage.filter.capacity=256 B"

# refused COMPLAINT OPTION...
refused()
{
    local complaint=$1
    shift
    expect 2 "$explore" "$machine" "$network" "$@"
    says "$complaint"
}
refused "nothing is varied"
refused "there is no '='" --vary array.columns
refused "unknown key 'colums' in array" --vary array.colums=1,2
says "did you mean 'columns'?"
says -- "--vary:1:7:"
refused "columns: 'x' is not a number" --vary array.columns=4,x
refused "there is no 'glb' here" --vary 'storage.glb.capacity=1 KiB'
refused "expected one value for each key" --vary array.rows,array.columns=4
refused "the range is empty" --vary array.columns=4:2
refused "'array.rows' is varied twice" --vary array.rows=2 --vary array.rows=4
refused "no such choice: 'T9'" --vary choices=T8,T9
refused "no such choice: 'T7'" --vary array.columns=2 --choices T7
refused "unknown sampling" --vary array.columns=2,4 --sample some
refused "unknown aim 'speed'" --vary array.columns=2,4 --front energy,speed
refused "a front is of two aims" --vary array.columns=2,4 --front energy
refused "more than 1000000 combinations" --vary array.columns=1:1100 --vary array.rows=1:1100
says "--sample random:1000"
refused "width: 'wide' is not a number" --vary network:width=1,wide
refused "--threads needs an integer" --vary array.columns=2,4 --threads 0
refused "unknown option '--vry'" --vry array.columns=2,4
refused "--json and --csv cannot both" --vary array.columns=2 --json --csv
refused "--out needs the name of a folder" --vary array.columns=2 --out ''
# all mistakes at once
refused "unknown key 'colums'" --vary array.colums=1,2 --vary array.rows=0
says "rows"
says "2 errors, nothing written"
expect 2 "$explore" "$machine" nowhere --vary array.columns=2
says "no file 'nowhere'"
expect 2 "$explore" "$machine" --vary array.columns=2
says "the network is missing"
expect 2 "$explore" "$machine" "$network" third --vary array.columns=2
says "but also 'third'"
nothing_left

expect 0 "${small[@]}" --dry-run
shows "would compute 24 variants"
shows "on "
shows "explore.sqlite"
nothing_left

# a folder in which nothing can be written, a database of something else
echo "not a folder" >file
expect 3 "${small[@]}" --out file
says "cannot write file/.lock: Not a directory"
mkdir other
head -c 3000 "$machine" >other/explore.sqlite
expect 3 "${small[@]}" --out other
says "other/explore.sqlite"
cmp -s other/explore.sqlite <(head -c 3000 "$machine") || fail "another's file was changed"

# a disk that is full: files of at most 16 KiB
status=0
(ulimit -f 16 && trap '' XFSZ && exec "${small[@]}" --out full) >.stdout 2>.stderr || status=$?
[ $status -eq 3 ] || fail "status $status, not 3, for a full disk"
says "cannot write full/explore.sqlite: "
expect 0 "${small[@]}" --out full -q

# one at a time in a folder
"${small[@]}" --vary array.rows=1:40 --out shared -q >/dev/null 2>&1 &
job=$!
for _ in $(seq 300); do
    [ -e shared/explore.sqlite ] && break
    sleep 0.02
done
expect 3 "${small[@]}" --out shared
says "another enos-explore is at work in shared"
kill -KILL $job
wait $job 2>/dev/null

status=0
"${small[@]}" --out full --json >/dev/full 2>.stderr || status=$?
[ "$status" -eq 3 ] || fail "status $status, not 3, for --json >/dev/full"
finish
