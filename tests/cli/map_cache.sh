#!/usr/bin/env bash
# The result cache as a user meets it: what is taken from it, why not, and that nothing that happens
# to it changes a result.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash" || exit 1

job=("$map" "$machine" "$network")
# rows FILE: what it says, without the command line that it is from
rows()
{
    grep -v '^#\|^command:' "$1"
}
# as_without FOLDER: its table is that of a run without a cache
as_without()
{
    cmp <(rows without/tables.csv) <(rows "$1/tables.csv") >&2 || fail "$1 is another table"
    cmp <(rows without/mappings.yaml) <(rows "$1/mappings.yaml") >&2 || fail "$1 has other mappings"
}

expect 0 "${job[@]}" --no-cache --out without
searches=$(sed -n 's/^\([0-9]*\) searches.*/\1/p' .stdout)
[ "$searches" -gt 10 ] || fail "not many searches: '$searches'"

# the first run keeps, the second takes, whoever asks
expect 0 "${job[@]}" --cache kept --out first --verbose
says "  no entry"
as_without first
[ "$(find kept -type f | wc -l)" -eq "$searches" ] || fail "not an entry a search"
expect 0 "${job[@]}" --cache kept --out second --verbose
shows "$searches searches ($searches from the cache), "
says "  from the cache"
in_file second/summary.json "\"from_cache\": $searches"
as_without second
expect 0 "$sim" "$machine" "$network" --cache kept --json=sim-kept.json
expect 0 "$sim" "$machine" "$network" --json=sim.json
cmp <(grep -vE 'seconds|command' sim.json) <(grep -vE 'seconds|command' sim-kept.json) >&2 ||
    fail "the simulator has another result with kept mappings"

# where it is: the option, the environment, the user's folders
expect 0 env ENOS_CACHE=kept "${job[@]}" --out third
shows "($searches from the cache)"
expect 0 env ENOS_CACHE=kept "${job[@]}" --out third --no-cache
shows "$searches searches, "
expect 0 env -u ENOS_CACHE XDG_CACHE_HOME="$PWD/xdg" "${job[@]}" --out third --choices T8
[ -d xdg/enos/map ] || fail "not kept in XDG_CACHE_HOME"
expect 0 env -u ENOS_CACHE XDG_CACHE_HOME=relative HOME="$PWD/home" "${job[@]}" --out third --choices T8
[ -d home/.cache/enos/map ] || fail "not kept in ~/.cache"
[ ! -e relative ] || fail "a relative XDG_CACHE_HOME was used"
expect 0 env -u ENOS_CACHE -u XDG_CACHE_HOME -u HOME "${job[@]}" --out third --choices T8

# energy does not ask how long it takes, latency does
slower=(--set 'storage.DRAM.read_bandwidth=32 b/cycle' --set 'storage.DRAM.write_bandwidth=32 b/cycle')
expect 0 "${job[@]}" --cache kept --out slower "${slower[@]}"
shows "$searches searches ($searches from the cache)"
cmp -s <(rows without/tables.csv) <(rows slower/tables.csv) && fail "the cycles are another machine's"
expect 0 "${job[@]}" --cache kept --layer conv4 --op T8 --objective latency --time-limit 0.1 --verbose
says "  no entry"

# an entry that is damaged, cut or empty; one of an older solver
entry=$(find kept -type f | sort | head -1)
cp "$entry" good
for damage in 's/^work [0-9]*/work 7/' 5q 1q '2,5d'; do
    sed "$damage" good >"$entry"
    expect 0 "${job[@]}" --cache kept --out damaged --verbose
    says "  damaged entry"
    shows "$searches searches ($((searches - 1)) from the cache)"
    as_without damaged
    cmp good "$entry" >&2 || fail "the entry was not mended"
done
sed 's/^solver .*/solver 999/;/^sha256/d' good >older
{
    cat older
    echo "sha256 $(sha256sum older | cut -d' ' -f1)"
} >"$entry"
expect 0 "${job[@]}" --cache kept --out older-solver --verbose
says "  solver version 999, now "
as_without older-solver

# two runs at once in one folder, killed at any moment, leave nothing that is taken for a result
for pause in 0.01 0.03 0.06 0.1 0.2 0.4; do
    "${job[@]}" --cache shared --out one -q &
    one=$!
    "${job[@]}" --cache shared --out two -q &
    two=$!
    sleep $pause
    kill -KILL $one $two 2>/dev/null
    wait $one $two 2>/dev/null
    rm -rf one two
    expect 0 "${job[@]}" --cache shared --out after
    as_without after
    expect 0 "${job[@]}" --cache shared --out after
    shows "$searches searches ($searches from the cache)"
    rm -rf shared/[0-7]*
done
"${job[@]}" --cache both --out one -q &
one=$!
"${job[@]}" --cache both --out two -q || fail "two at once"
wait $one || fail "one at once"
as_without one
as_without two
[ "$(find both -type f | wc -l)" -eq "$searches" ] || fail "$(find both -type f | wc -l) files of two"

# where nothing can be kept, a warning and the result
: >file
expect 0 "${job[@]}" --cache file --out unkept
as_without unkept
[ "$(grep -c "cannot keep results in file: Not a directory" .stderr)" -eq 1 ] || fail "not one warning"
says "--no-cache nowhere"
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked && chmod a-w locked
    expect 0 "${job[@]}" --cache locked --out unkept
    says "cannot keep results in locked: Permission denied"
fi
# a disk that is full after some entries: those are kept, the others are not, nothing is half there
mkdir disk
full_disk()
{
    unshare -rm sh -c 'mount -t tmpfs -o size=64k none disk && "$@" && ! ls disk/cache/*.tmp 2>/dev/null' sh "$@"
}
if full_disk true 2>/dev/null; then
    expect 0 full_disk "${job[@]}" --cache disk/cache --out filled
    as_without filled
    [ "$(grep -c "cannot keep results in disk/cache: No space left on device" .stderr)" -eq 1 ] ||
        fail "not one warning of a full disk"
fi

# mistakes
expect 2 "${job[@]}" --cache ''
says "--cache needs the name of a folder, not ''"
expect 2 "${job[@]}" --cache a --no-cache
says "--cache and --no-cache do not go together"
expect 2 "${job[@]}" --no-cache=1
says "--no-cache takes no value"
expect 2 "${job[@]}" --cach a
says "did you mean '--cache'?"
finish
