#!/usr/bin/env bash
# Several ranks: the same bits as one, whether they train one network or do the jobs of a grid.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/search.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/search.bash"

if ! command -v mpirun >.stdout || ! ldd "$search" | grep -q libmpi; then
    echo "no mpirun, or built without MPI"
    exit 77
fi
# what MPI itself leaves to the system
grep -q __asan_init "$search" && export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
# shellcheck disable=SC2317 # expect calls it
ranks()
{
    mpirun --allow-run-as-root --oversubscribe -n "$@"
}

# tensors FILE: without the header, which has the command line.
tensors()
{
    local header
    header=$(od -An -tu8 -N8 "$1")
    tail -c "+$((8 + header + 1))" "$1"
}

# numbers FILE COLUMNS: of a log, or of pareto.csv
numbers()
{
    rows "$1" | cut -d, -f "$2"
}

expect 0 "$search" "$quick" "${small[@]}" --out one
for count in 1 2; do
    expect 0 ranks $count "$search" "$quick" "${small[@]}" --out ranks$count
    cmp -s <(tensors one/weights.safetensors) <(tensors ranks$count/weights.safetensors) ||
        fail "$count ranks: other weights"
    [ "$(numbers one/log.csv 1-15)" = "$(numbers ranks$count/log.csv 1-15)" ] ||
        fail "$count ranks: another log"
    [ "$(numbers one/pareto.csv 1-16)" = "$(numbers ranks$count/pareto.csv 1-16)" ] ||
        fail "$count ranks: other results"
    [ "$(grep -c 'wrote ranks' .stdout)" -eq 1 ] || fail "$count ranks: not one screen"
done
[ "$(tensors one/weights.safetensors | wc -c)" -gt 500 ] || fail "no tensors"
[ "$(numbers one/log.csv 1-15 | wc -l)" -eq 4 ] || fail "not three epochs"

expect 2 ranks 3 "$search" "$quick" "${small[@]}" --out ranks3
says "train.batch: a batch of 32 images cannot be shared by 3 ranks"
[ -e ranks3 ] && fail "ranks3 was made"

lambdas=0.1,1
grid=("$search" "$quick" "${small[@]}" --lambdas "$lambdas" --random 1 --uni=no)
expect 0 "${grid[@]}" --out alone
expect 0 ranks 2 "${grid[@]}" --out spread
same_rows alone/points.csv spread/points.csv
same_rows alone/pareto.csv spread/pareto.csv
finish
