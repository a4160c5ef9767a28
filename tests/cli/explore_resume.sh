#!/usr/bin/env bash
# An exploration that is killed at random moments goes on without losing or repeating a finished
# point, to the same table. Four kills; with ENOS_LONG=1 twenty. And one that is interrupted.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/explore.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/explore.bash"
RANDOM=${ENOS_SEED:-11}
kills=4
[ "${ENOS_LONG:-0}" = 1 ] && kills=20

work=("${small[@]}" --vary array.rows=1:3)
expect 0 "${work[@]}" --out whole
shows "72 variants"

# finished: points that the killed folder's file holds
finished()
{
    if [ -e killed/explore.sqlite ] && command -v sqlite3 >/dev/null; then
        sqlite3 killed/explore.sqlite "SELECT count(*) FROM variant" 2>/dev/null || echo 0
    else
        echo 0
    fi
}

begun=0
for ((i = 0; i < kills; i++)); do
    "${work[@]}" --out killed -q --threads $((RANDOM % 3 + 1)) >.stdout 2>.stderr &
    job=$!
    sleep 0.$((RANDOM % 4))$((RANDOM % 10))
    kill -KILL $job 2>/dev/null && begun=$((begun + 1))
    wait $job 2>/dev/null
    points=$(finished)
    [ "$points" -ge "${last:-0}" ] || fail "$points points are left of $last"
    last=$points
done
[ $begun -gt 0 ] || fail "no run was killed"
expect 0 "${work[@]}" --out killed
[ "$last" -eq 0 ] || shows "$((73 - last)) point"
same_rows whole/points.csv killed/points.csv
if command -v sqlite3 >/dev/null; then
    for table in point variant layer area; do
        [ "$(sqlite3 killed/explore.sqlite "SELECT count(*) FROM $table")" = \
            "$(sqlite3 whole/explore.sqlite "SELECT count(*) FROM $table")" ] ||
            fail "another number of rows in $table"
    done
    [ "$(sqlite3 killed/explore.sqlite 'PRAGMA integrity_check')" = ok ] || fail "a damaged file"
fi

# SIGINT and SIGTERM: status 130, what to do, and the rest later
for signal in INT TERM; do
    "${work[@]}" --out stopped-$signal >.stdout 2>.stderr &
    job=$!
    for _ in $(seq 600); do
        { [ -e stopped-$signal/explore.sqlite ] || ! kill -0 $job; } 2>/dev/null && break
        sleep 0.02
    done
    sleep 0.1
    kill -$signal $job 2>/dev/null
    status=0
    wait $job 2>/dev/null || status=$?
    if [ $status -ne 0 ]; then
        [ $status -eq 130 ] || fail "status $status, not 130, after SIG$signal"
        says "points are saved in stopped-$signal/explore.sqlite"
        says "the same command goes on"
    fi
    expect 0 "${work[@]}" --out stopped-$signal --resume
    same_rows whole/points.csv stopped-$signal/points.csv
done
finish
