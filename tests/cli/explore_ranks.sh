#!/usr/bin/env bash
# The same table for every number of threads and ranks, and after ranks were killed.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/explore.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/explore.bash"

for threads in 1 2 4; do
    expect 0 "${small[@]}" --threads $threads --out threads$threads
    same_rows threads1/points.csv threads$threads/points.csv
done
# other objectives, whose proofs take longer: within 30 %
few=("$explore" "$machine" "$network" --gap 30 --vary "array.columns=2,4")
expect 0 "${few[@]}" --threads 1 --out energy -q
for objective in latency edp; do
    for threads in 1 3; do
        expect 0 "${few[@]}" --objective $objective --threads $threads --out $objective$threads -q
    done
    same_rows ${objective}1/points.csv ${objective}3/points.csv
    cmp -s <(rows energy/points.csv) <(rows ${objective}1/points.csv) &&
        fail "$objective gives the table of energy"
done

if ! command -v mpirun >.stdout || ! ldd "$explore" | grep -q libmpi; then
    [ "$failures" -eq 0 ] || finish
    echo "no mpirun, or built without MPI"
    exit 77
fi
# what MPI itself leaves to the system
grep -q __asan_init "$explore" && export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
# shellcheck disable=SC2317 # expect calls it
ranks()
{
    mpirun --allow-run-as-root --oversubscribe -n "$@"
}

for count in 1 2 3; do
    expect 0 ranks $count "${small[@]}" --threads 1 --out ranks$count
    same_rows threads1/points.csv ranks$count/points.csv
    [ "$(grep -c 'wrote ranks' .stdout)" -eq 1 ] || fail "$count ranks: not one screen"
done
expect 2 ranks 2 "$explore" "$machine" "$network" --vary array.colums=1,2 --out wrong
says "unknown key 'colums'"
[ "$(grep -c "unknown key" .stderr)" -eq 1 ] || fail "a mistake is told twice"
[ ! -e wrong ] || fail "wrong/ was made"
expect 0 ranks 2 "${small[@]}" --dry-run --out dry
[ ! -e dry ] || fail "a dry run wrote dry/"

# killed with its ranks, it goes on; also alone
work=("${small[@]}" --vary array.rows=1:3)
ranks 3 "${work[@]}" --threads 1 --out killed -q >.stdout 2>.stderr &
job=$!
sleep 1.2
kill -KILL $job 2>/dev/null
wait $job 2>/dev/null
for _ in $(seq 100); do
    "${work[@]}" --out killed -q 2>.stderr && break
    sleep 0.1 # ranks whose launcher is gone end by themselves
done
expect 0 "${work[@]}" --out whole -q
same_rows whole/points.csv killed/points.csv
finish
