# shellcheck shell=bash disable=SC2034 # the variables are the tests'
# Sourced by the command-line tests: a scratch folder that is the working folder, and checks that
# say what was wrong. The test fails when any of them did (finish).

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
map=$ENOS_BIN/enos-map
sim=$ENOS_BIN/enos-sim
machine=$ENOS_SOURCE_DIR/arch/template/machine.yaml
network=$ENOS_SOURCE_DIR/workloads/template/network.yaml
failures=0

fail()
{
    echo "FAIL: $*"
    sed 's/^/  stdout: /' "$scratch/.stdout" | head -20
    sed 's/^/  stderr: /' "$scratch/.stderr" | head -20
    failures=$((failures + 1))
}

# expect STATUS COMMAND...: runs it and compares its exit status.
expect()
{
    local wanted=$1 status=0
    shift
    "$@" >"$scratch/.stdout" 2>"$scratch/.stderr" </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "status $status, not $wanted: $*"
}

# says TEXT, shows TEXT: the last command wrote it to stderr, to stdout.
says()
{
    grep -qF -- "$1" "$scratch/.stderr" || fail "stderr lacks: $1"
}

shows()
{
    grep -qF -- "$1" "$scratch/.stdout" || fail "stdout lacks: $1"
}

# in_file FILE TEXT
in_file()
{
    grep -qF -- "$2" "$1" || fail "$1 lacks: $2"
}

# nothing_left: the command left no file in the scratch folder.
nothing_left()
{
    local left
    left=$(find "$scratch" -mindepth 1 ! -name .stdout ! -name .stderr)
    [ -z "$left" ] || fail "left behind: $left"
}

finish()
{
    [ "$failures" -eq 0 ] || exit 1
    exit 0
}
