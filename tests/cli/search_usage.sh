#!/usr/bin/env bash
# enos-search: what to type, and every mistake in arguments, run, data and folder: found before
# anything trains, with nothing written.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
search=$ENOS_BIN/enos-search
runs=$ENOS_SOURCE_DIR/search/runs
quick=$runs/quick.yaml

expect 0 "$search"
shows "usage: enos-search RUN"
shows "  quick "
shows "  laptop "
grep -q '^  quick-network' .stdout && fail "a network is listed as a run"
expect 0 "$search" --help
shows "--lambda NUMBER"
shows "exit status"
expect 0 "$search" --version
shows "enos-search "

expect 2 "$search" --quiet
says "the run is missing"
expect 2 "$search" "$quick" more
says "one run, but also 'more'"
expect 2 "$search" qick
says "no shipped run of this name"
says "did you mean 'quick'?"
expect 2 "$search" "$runs/quick.yml"
says "cannot read"
says "did you mean"
expect 2 "$search" "$quick" --mode bilevel
says "did you mean 'bi-level'?"
expect 2 "$search" "$quick" --lamda 1
says "did you mean '--lambda'?"
expect 2 "$search" "$quick" --lambda much
says "lambda"
says "much"
expect 2 "$search" "$quick" --lambda -1
expect 2 "$search" "$quick" --lambda 1 --target 0.5
says "--lambda and --target do not go together"
expect 2 "$search" "$quick" --assign T8 --mode bi-level
says "--assign searches nothing"
expect 2 "$search" "$quick" --resume --fresh
says "do not go together"
expect 2 "$search" "$quick" --out ''
says "--out needs the name of a folder"
expect 2 "$search" "$quick" --threads 0
says "--threads needs an integer from 1"
expect 2 "$search" "$quick" --seed x
says "--seed needs an integer"
expect 2 "$search" "$quick" --assign T9
says "this is no choice: 'T9'"
expect 2 "$search" "$quick" --assign no.yaml
says "no.yaml"
expect 2 "$search" "$quick" --set data.trian=10
says "did you mean 'train'?"
expect 2 "$search" "$quick" --set "train.schedule.rate=1 ms"
says "rate"
expect 2 "$search" "$quick" --set network=sqeezenet
says "no shipped network of this name"
expect 2 "$search" "$quick" --set machine=eyeris168
says "no shipped machine of this name"
expect 2 "$search" "$quick" --set tables=none.csv
says "none.csv"
expect 2 "$search" "$quick" --set 'pin.layers={conf5: T8}'
says "did you mean 'conv5'?"
expect 2 "$search" "$quick" --set 'choices=[T8, T16]'
says "T16"
expect 2 "$search" "$quick" --set 'machine_set=[array.rows=0]'
says "rows"
expect 2 "$search" "$quick" --set train.batch=600 --set data.validation=500
says "there is no whole batch"

# the run's file: cut anywhere it is refused or whole; unknown keys, wrong values
length=$(wc -c <"$quick")
for at in 1 40 200 330 $((length / 2)) $((length - 40)); do
    head -c "$at" "$quick" >cut.yaml
    expect 2 "$search" cut.yaml
    says "cut.yaml"
done
rm cut.yaml
sed 's/lambda:/lamda:/' "$quick" >misspelt.yaml
expect 2 "$search" misspelt.yaml
says "misspelt.yaml:"
says "did you mean 'lambda'?"
rm misspelt.yaml

# data: missing, cut, with a wrong label, checksum or shape
cp -r "$runs/data" data
data=(--set data.folder=data)
expect 2 "$search" "$quick" --set data.folder=nowhere
says "nowhere/train-images-idx3-ubyte: error: cannot be read"
truncate -s -1 data/train-images-idx3-ubyte
expect 2 "$search" "$quick" "${data[@]}"
says "data/train-images-idx3-ubyte"
cp "$runs"/data/* data
printf '\013' | dd of=data/t10k-labels-idx1-ubyte bs=1 seek=20 conv=notrunc status=none
expect 2 "$search" "$quick" "${data[@]}"
says "data/t10k-labels-idx1-ubyte"
cp "$runs"/data/* data
expect 2 "$search" "$quick" "${data[@]}" \
    --set "data.sha256={train-images-idx3-ubyte: \"$(printf '0%.0s' {1..64})\"}"
says "SHA-256"
expect 2 "$search" "$quick" "${data[@]}" --set data.kind=cifar10
expect 2 "$search" "$quick" --set data.train=100000
says "100000"
expect 2 "$search" "$quick" --set network=squeezenet
says "16x16"
rm -r data

expect 0 "$search" "$quick" --dry-run --threads 1
shows "estimate: "
shows "of memory"
nothing_left

# a folder of another command
mkdir mapped
echo '{"machine": "x", "network": "y"}' >mapped/summary.json
expect 2 "$search" "$quick" --out mapped
says "holds the results of another command"
rm -r mapped
# a folder that cannot be made
touch file
expect 3 "$search" "$quick" --out file/x -q
says "cannot make the folder"
rm file
# tables of another network
expect 0 "$map" eyeriss168 squeezenet --choices T8 --quiet
expect 2 "$search" "$quick" --set tables=out/eyeriss168-squeezenet/tables.csv --out other
says "conv1"
[ -e other ] && fail "bad tables wrote something"
rm -r out
nothing_left

# numbers that explode: the step, the layer and the last checkpoint are named
expect 1 "$search" "$quick" --threads 1 --out wild -q --set train.schedule.rate=100 \
    --set warm_up.epochs=1
says "warm-up, epoch 1, step "
says "not finite"
says "there is no checkpoint yet"
rm -r wild

# a disk that fills up: the run ends, and goes on when there is room
(
    trap '' XFSZ
    ulimit -f 100 # KiB: less than a checkpoint
    exec "$search" "$quick" --threads 1 --out full -q
) >.stdout 2>.stderr
status=$?
[ $status -eq 3 ] || fail "status $status, not 3, for a full disk"
says "full/"
says "File too large"
expect 0 "$search" "$quick" --threads 1 --out full --resume -q --set retrain.epochs=3
# writes that take a few bytes at a time are none the worse
expect 0 env LD_PRELOAD="$ENOS_SHORT_WRITE" ASAN_OPTIONS=verify_asan_link_order=0 \
    "$search" "$quick" --assign T8 --threads 1 --out short -q
expect 0 "$search" "$quick" --assign T8 --threads 1 --out long -q
cmp short/weights.safetensors long/weights.safetensors || fail "short writes wrote something else"
# a full screen
"$search" "$quick" --threads 1 --out full --resume --json >/dev/full 2>.stderr
[ $? -eq 3 ] || fail "a full screen is no failure"
says "cannot write the output"
finish
