#!/usr/bin/env bash
# A run that is killed at random moments and goes on with --resume ends with the bits of one that was
# not: network, weights, log (but for times). Two kills; with ENOS_LONG=1 ten, of every mode. And a run
# that goes on from each of its checkpoints.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
search=$ENOS_BIN/enos-search
quick=$ENOS_SOURCE_DIR/search/runs/quick.yaml
RANDOM=5
kills=2
modes=stochastic
[ "${ENOS_LONG:-0}" = 1 ] && kills=10 modes="single-level bi-level sequential stochastic"

# What a log says, without its head and its times.
rows()
{
    grep -v '^#' "$1" | cut -d, -f1-15
}

events()
{
    sed 's/,"seconds":[^,}]*//' "$1"
}

same()
{
    local file
    for file in network.yaml weights.safetensors; do
        cmp "$1/$file" "$2/$file" || fail "$2/$file differs from that of a run without a break"
    done
    diff <(rows "$1/log.csv") <(rows "$2/log.csv") || fail "$2/log.csv differs"
    diff <(events "$1/log.jsonl") <(events "$2/log.jsonl") || fail "$2/log.jsonl differs"
}

epochs()
{
    if [ -e "$1/log.csv" ]; then rows "$1/log.csv" | grep -vc '^phase'; else echo 0; fi
}

# Starts COMMAND in the background, and ends it by SIGNAL after one more epoch and a moment.
interrupt()
{
    local signal=$1 folder=$2 before
    shift 2
    before=$(epochs "$folder")
    "$@" >.stdout 2>.stderr &
    job=$!
    for _ in $(seq 600); do
        { [ "$(epochs "$folder")" -gt "$before" ] || ! kill -0 $job; } 2>/dev/null && break
        sleep 0.02
    done
    sleep 0.0$((RANDOM % 9))$((RANDOM % 10))
    kill "-$signal" $job 2>/dev/null
    status=0
    wait $job 2>/dev/null || status=$?
}

for mode in $modes; do
    run=("$search" "$quick" --mode "$mode" --threads 1 --set "data.train=320")
    expect 0 "${run[@]}" --out whole-"$mode" -q
    for ((i = 0; i < kills; i++)); do
        interrupt KILL killed-"$mode" "${run[@]}" --out killed-"$mode" --resume -q
        [ $status -eq 137 ] || [ $status -eq 0 ] || fail "status $status of a killed run"
    done
    expect 0 "${run[@]}" --out killed-"$mode" --resume -q
    same whole-"$mode" killed-"$mode"
done

# from each checkpoint on: logs are cut there, and nothing that a later epoch needs is lost: the weights
# that candidates inherit, those of the best one, which is not the last
run=("$search" "$quick" --mode stochastic --threads 1 --set data.train=320 --set warm_up.epochs=1
    --set search.epochs=2 --set retrain.epochs=2 --set retrain.from=inherited)
expect 0 "${run[@]}" --out every --set checkpoint.keep=100
shows "1 best "
[ "$(find every/checkpoints -name '*.checkpoint' | wc -l)" -eq 7 ] || fail "not 7 checkpoints"
for number in 1 2 3 4 5 6; do
    cp -r every from-$number
    for ((i = number + 1; i <= 7; i++)); do
        rm from-$number/checkpoints/0000000$i.checkpoint
    done
    expect 0 "${run[@]}" --out from-$number --resume -q
    same every from-$number
done

# SIGTERM: the epoch is finished and saved, the status is 130, and what to type is said
run=("$search" "$quick" --threads 1)
expect 0 "${run[@]}" --out whole -q
# with a checkpoint every third epoch: the one at the stop is no third
interrupt TERM stopped "${run[@]}" --set checkpoint.epochs=3 --out stopped
if [ $status -ne 0 ]; then
    [ $status -eq 130 ] || fail "status $status, not 130"
    says "stopping after this epoch"
    says "saved in stopped/checkpoints"
    says "--resume"
    expect 2 "${run[@]}" --out stopped
    says "epochs of this run"
    says "--resume goes on"
    # a half-written row, a row beyond the checkpoint, a torn checkpoint and what a killed writer left
    newest=$(find stopped/checkpoints -name '*.checkpoint' | sort | tail -1)
    cp "$newest" stopped/checkpoints/.00000099.checkpoint.1.tmp
    truncate -s 1000 "$newest"
    printf 'retrain,1,9,0.5' >>stopped/log.csv
    printf '{"event":"epo' >>stopped/log.jsonl
fi
expect 0 "${run[@]}" --out stopped --resume -q
same whole stopped

# a finished run that is resumed is finished; --fresh begins anew, to the same bits
expect 0 "${run[@]}" --out stopped --resume
says "going on after 8 epochs"
same whole stopped
rm stopped/network.yaml
expect 0 "${run[@]}" --out stopped --fresh -q
same whole stopped

# the tables of the folder are taken, not made again
expect 0 "${run[@]}" --out stopped --fresh --dry-run
shows "stopped/tables.csv, made before from the same eyeriss168 and network"

# another run does not go on there, nor overwrite it
before=$(cd stopped && find . -type f -exec sha256sum {} + | sort)
for other in "--seed 2" "--lambda 0.1" "--set data.train=320" "--mode single-level" "--assign T8"; do
    # shellcheck disable=SC2086 # words
    expect 2 "${run[@]}" $other --out stopped --resume
    says "stopped holds another run"
done
[ "$(cd stopped && find . -type f -exec sha256sum {} + | sort)" = "$before" ] ||
    fail "another run changed the folder"

# two processes do not work in one folder
"${run[@]}" --out shared --set retrain.epochs=200 -q >/dev/null 2>&1 &
job=$!
for _ in $(seq 300); do
    [ -e shared/log.csv ] && break
    sleep 0.05
done
expect 3 "${run[@]}" --out shared --set retrain.epochs=200 -q --resume
says "another enos-search is at work in shared"
kill -KILL $job
wait $job 2>/dev/null
finish
