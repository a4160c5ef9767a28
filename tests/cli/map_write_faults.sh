#!/usr/bin/env bash
# Every call with which the main job writes fails once, with every error: status 3, a message with
# the file and the reason, nothing half-written, and the older results as they were. strace makes
# the kernel's answer the error, so no write escapes, whatever library makes it.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

calls=openat,write,pwrite64,writev,fsync,fdatasync,close,rename,renameat,renameat2,link,linkat
calls+=,mkdir,mkdirat,ftruncate
declare -A reason=([ENOSPC]="No space left on device" [EIO]="Input/output error"
    [EACCES]="Permission denied")
# the leak sanitizer traces the process itself, as strace does
export ASAN_OPTIONS=detect_leaks=0
work=$scratch/work
job=("$map" "$machine" "$network" --threads 1 --choices T8 --out "$work/a/results"
    --csv="$work/t.csv")

# Without leave to trace (some containers), tests/tools/test_result_set.c remains, which makes the
# same calls fail inside the program.
strace -o .trace true 2>/dev/null || {
    echo "strace cannot trace here: skipped"
    exit 77
}

# What is in the work folder: names and contents.
state()
{
    find "$work" -mindepth 1 | sort
    find "$work" -type f -exec sha256sum {} + | sort
}

# begin KIND: the work folder before a job; old: with results of other inputs.
begin()
{
    rm -rf "$work"
    mkdir "$work"
    [ "$1" = old ] && cp -a old/. "$work"
}

# The calls of a job that write, as "NAME NUMBER TARGET": the number counts the calls of that name.
writing_calls()
{
    strace -f -y -qq -e trace=$calls -o .trace "${job[@]}" >.stdout 2>.stderr
    awk -v work="$work/" '
        { sub(/^[0-9]+ +/, ""); name = $0; sub(/\(.*/, "", name); number[name]++ }
        /<\/dev\/shm\// { next } # of the OpenMP library, at its end
        name == "openat" && /O_RDONLY/ || name == "close" && !/\.tmp>/ && !/^close\(1</ { next }
        /^(write|writev|close)\(1</ { print name, number[name], "screen"; next }
        index($0, work) { print name, number[name], "file" }' .trace
}

# inject NAME NUMBER ERROR
inject()
{
    expect 3 strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:error=$3:when=$2" "${job[@]}"
    says "${reason[$3]}"
}

# Each call of a job fails; whatever it is, the files are as before it.
fail_each()
{
    local kind=$1 name number target error before
    shift
    begin "$kind"
    before=$(state)
    writing_calls >calls
    for error in "$@"; do
        while read -r name number target <&3; do
            begin "$kind"
            inject "$name" "$number" "$error"
            if [ "$target" = screen ]; then
                says "cannot write the output"
                [ "$(state | wc -l)" -eq 14 ] || fail "$name $number: the results are not complete"
            else
                says "enos-map: cannot write $work/"
                [ "$(state)" = "$before" ] || fail "$name $number $error changed: $(diff <(echo "$before") <(state))"
            fi
        done 3<calls
    done
}

# The results that may not be touched: of another network file, so that each file differs.
begin new
expect 0 "${job[@]}" --set array.rows=3
cp -a "$work" old
[ "$(state | wc -l)" -eq 14 ] || fail "not 6 files in 2 folders"

errors="ENOSPC EIO EACCES"
grep -q __asan_init "$map" && errors=EIO # the sanitizers take their time
# shellcheck disable=SC2086 # words
fail_each old $errors
# 6 files: open, write, sync, close, rename, a second name, and 10 folders above them; then the screen
grep -c file calls | grep -qx 46 || fail "another number of calls than there are: $(sort calls)"
[ "$(grep -c screen calls)" -ge 2 ] || fail "the screen is not written"
fail_each new ENOSPC

# a short write is no failure: it goes on with the rest
begin new
expect 0 "${job[@]}"
cp -a "$work" whole
begin new
export ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0
expect 0 env LD_PRELOAD="$ENOS_SHORT_WRITE" "${job[@]}"
# the summary says how long the job took, the rest is the same
sed -i '/seconds/d' {whole,work}/a/results/summary.json
diff -r whole work >&2 || fail "short writes made other files"
strace -f -y -qq -E LD_PRELOAD="$ENOS_SHORT_WRITE" -e trace=write -o .trace "${job[@]}" >.stdout 2>.stderr
[ "$(grep -c '\.tmp>.* = 7$' .trace)" -gt 1000 ] || fail "the writes were not short"

# a limit on the size of a file: the kernel itself writes a part, then no more
begin old
before=$(state)
(
    trap '' XFSZ
    ulimit -f 2
    exec "${job[@]}"
) >.stdout 2>.stderr
[ $? -eq 3 ] || fail "no failure at the limit"
says "File too large"
[ "$(state)" = "$before" ] || fail "the limit left other files"

# a screen that is closed or full, for everything that is printed
for print in --help --version "--template machine" "$machine $network --choices T8 --json" \
    "$machine $network --choices T8 --csv" "$machine --energy-table" "$machine --explain-mac"; do
    # shellcheck disable=SC2086 # words
    "$map" $print >/dev/full 2>.stderr
    [ $? -eq 3 ] || fail "a full screen is no failure of $print"
    says "cannot write the output: No space left on device"
    # shellcheck disable=SC2086
    "$map" $print >&- 2>.stderr
    [ $? -eq 3 ] || fail "a closed screen is no failure of $print"
done
finish
