# shellcheck shell=bash disable=SC2034 # the variables are the tests'
# Sourced by tests of enos-search after expect.bash: a run of a second, and what to compare.

search=$ENOS_BIN/enos-search
quick=$ENOS_SOURCE_DIR/search/runs/quick.yaml
small=(--threads 1 --set width=0.25 --set data.train=128 --set data.validation=64
    --set data.test=100 --set warm_up.epochs=1 --set search.epochs=1 --set train.batch=32
    --set retrain.batch=32 --set retrain.epochs=1 --set recalibrate.batches=2)

# rows FILE: a CSV file without what says where it is from.
rows()
{
    grep -v '^#' "$1"
}

# same_rows FILE FILE
same_rows()
{
    cmp -s <(rows "$1") <(rows "$2") || fail "$1 and $2 differ"
}
