#!/usr/bin/env bash
# What tools/setup.sh finds missing, and what it tells a user who may not install it.
set -uo pipefail

scratch=$(mktemp -d)
readonly scratch
trap 'rm -rf "$scratch"' EXIT
root=$scratch
logs=$scratch/log
mkdir -p "$scratch/tools" "$scratch/bin"
status=0

# expect WHAT WANTED GOT
expect()
{
    [ "$2" = "$3" ] && return
    printf '%s\n  wanted: %s\n  got:    %s\n' "$1" "$2" "$3"
    status=1
}

# fake NAME BODY: a command of that name, first on the path.
fake()
{
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

cat >"$scratch/tools/packages.txt" <<'END'
# a comment [build]
[build]
one    why
two.x  why

[test]
three  why
END
fake dpkg-query 'echo "one ii "; echo "two.x rc "; echo "libtwo.x ii "'
fake id 'echo 1000'
fake sudo 'exit 1'
PATH=$scratch/bin:$PATH
# shellcheck source=tools/setup.sh
. "$ENOS_SOURCE_DIR/tools/setup.sh"

expect "one section" "one two.x" "$(listed_packages build | xargs)"
expect "two sections" "one two.x three" "$(listed_packages build test | xargs)"
expect "removed and unknown are missing" "two.x three" "$(missing_packages one two.x three | xargs)"

said=$(install_packages build test </dev/null)
expect "an ordinary user cannot install" 1 $?
expect "the line for an administrator" \
    "apt-get update && apt-get install -y --no-install-recommends two.x three" \
    "$(tail -n 1 <<<"$said")"

fake dpkg-query 'echo "one ii "; echo "two.x hi "; echo "three ii "'
said=$(install_packages build test </dev/null)
expect "all is there" "0:" "$?:$said"

fake dpkg-query 'echo "one ii "'
fake id 'echo 0'
fake apt-get 'echo "no network"; exit 100'
said=$(install_packages build </dev/null)
expect "apt-get failed" 1 $?
expect "its log is shown" "    no network" "$(grep -m 1 'no network' <<<"$said")"

root=$ENOS_SOURCE_DIR
expect "a package is listed once" "" "$(listed_packages build test | sort | uniq -d)"
expect "each package has a reason" "" "$(grep -vE '^#|^\[(build|test)\]$|^$|^[^ ]+ +[^ ]' \
    "$ENOS_SOURCE_DIR/tools/packages.txt")"
exit $status
