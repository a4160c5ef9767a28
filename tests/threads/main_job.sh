#!/usr/bin/env bash
# The main job on four threads, under the thread sanitizer: it ends with status 66 after a race.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

export OMP_WAIT_POLICY=passive # threads that wait leave the cores to others
nm "$map" | grep -q __tsan_init || fail "this build has no thread sanitizer"
expect 0 "$map" "$machine" "$network" --choices T8,BC8 --threads 4 --out results
expect 0 "$map" "$machine" "$network" --choices T8 --threads 4 --objective latency --time-limit 1
expect 0 "$map" "$machine" "$network" --choices T8,BC8 --threads 4 --mapping results/mappings.yaml
eyeriss=$ENOS_SOURCE_DIR/arch/eyeriss168.yaml networks=$ENOS_SOURCE_DIR/workloads
expect 0 "$map" "$eyeriss" "$networks/squeezenet.yaml" --choices T8 --threads 4
shows "26 layers"

# interrupted: the threads read what the handler of the signal wrote
"$map" "$eyeriss" "$networks/squeezenet.yaml" --batch 4 --threads 4 --verbose >.stdout 2>.stderr &
search=$!
for _ in $(seq 100); do
    grep -q "searches begin" .stderr && break
    sleep 0.1
done
kill -TERM "$search"
status=0
wait "$search" || status=$?
[ "$status" -eq 130 ] || fail "status $status, not 130"
finish
