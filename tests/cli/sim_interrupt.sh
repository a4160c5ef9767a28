#!/usr/bin/env bash
# enos-sim interrupted: what is done is shown and written, status 130.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

larger='network:input.shape=[3, 32, 32]'
expect 0 "$map" "$machine" "$network" --set "$larger" --choices T8 --gap 50 --out results --quiet

# What a shell starts in the background ignores SIGINT, so the signal here is SIGTERM, which the
# command treats alike. So many images of this size take a minute.
"$sim" "$machine" "$network" --set "$larger" --mapping results/mappings.yaml --random 8192 \
    --threads 1 --out results >.stdout 2>.stderr &
simulation=$!
sleep 4
kill -TERM "$simulation"
began=$(date +%s%N)
status=0
wait "$simulation" || status=$?
took=$((($(date +%s%N) - began) / 1000000))
[ "$status" -eq 130 ] || fail "status $status, not 130"
limit=1000
grep -q __asan_init "$sim" && limit=20000 # the sanitizers take their time
[ "$took" -lt $limit ] || fail "it took $took ms to stop"
says "enos-sim: interrupted: "
says " of 8192 images are done"
shows "(interrupted)"
shows "outputs "
in_file results/sim.json '"interrupted": true'
finish
