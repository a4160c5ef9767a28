#!/usr/bin/env bash
# Ctrl-C: within a second the best so far is saved and shown, status 130.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

# What a shell starts in the background ignores SIGINT, so the signal here is SIGTERM, which the
# command treats alike.
"$map" eyeriss168 squeezenet --batch 4 --verbose >.stdout 2>.stderr &
search=$!
for _ in $(seq 300); do
    grep -q "searches begin" .stderr && break
    sleep 0.1
done
kill -TERM "$search"
began=$(date +%s%N)
status=0
wait "$search" || status=$?
took=$((($(date +%s%N) - began) / 1000000))
[ "$status" -eq 130 ] || fail "status $status, not 130"
limit=1000
grep -q __asan_init "$map" && limit=20000 # the sanitizers take their time
[ "$took" -lt $limit ] || fail "it took $took ms to stop"
says "interrupted"
shows "not proven, at most "
shows " from the best (interrupted)"
results=out/eyeriss168-squeezenet
[ "$(grep -vc '^#' $results/tables.csv)" -eq 235 ] || fail "the table is not complete"
grep -q ',0$' $results/tables.csv || fail "no row says proven 0"
in_file $results/summary.json '"interrupted": true'
finish
