#!/usr/bin/env bash
# What is installed works where it lies: moved, from any folder, by DESTDIR, as a Debian package.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

readonly build=$ENOS_BIN/..
readonly built=$map
readonly layer=(eyeriss168 squeezenet --layer conv10 --op T8 --csv)

for command in cmake cpack dpkg-deb man pkg-config; do
    if ! command -v "$command" >/dev/null; then
        echo "FAIL: this test needs $command (see [test] in tools/packages.txt)"
        exit 1
    fi
done

# cached NAME: the value in the build's cache.
cached()
{
    sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"
}

# lies FILE...: they are installed below $prefix.
lies()
{
    for file; do
        [ -f "$prefix/$file" ] || fail "not installed: $file in $prefix"
    done
}

# same_result: the installed program finds by name what the built one finds, with the same answer.
same_result()
{
    expect 0 "$built" "${layer[@]}"
    grep -v '^#' "$scratch/.stdout" >"$scratch/wanted"
    expect 0 "$prefix/bin/enos-map" "${layer[@]}"
    grep -v '^#' "$scratch/.stdout" | cmp -s - "$scratch/wanted" ||
        fail "the program in $prefix gives another row than $built"
    grep -qF "$prefix/share/enos/arch/eyeriss168.yaml" "$scratch/.stdout" ||
        fail "the program in $prefix read another machine"
}

# shipped FOLDER [START]: the names in a folder of the source tree.
shipped()
{
    find "$ENOS_SOURCE_DIR/$1" -maxdepth 1 -name "${2-}*.yaml" -printf '%f\n' | sed 's/\.yaml$//' |
        LC_ALL=C sort
}

check_names()
{
    local map=$prefix/bin/enos-map
    same_result
    expect 0 "$map"
    shows "eyeriss168 "
    shows "squeezenet "
    expect 0 "$map" --version
    grep -qx "enos-map $(pkg-config --modversion enos)" .stdout || fail "two versions"
    expect 2 "$map" eyeris168 squeezenet
    says "did you mean 'eyeriss168'?"
    expect 2 "$map" squeezenet eyeriss168
    says "'squeezenet' is a network; the machine is named first"
    expect 0 "$map" --template machine
    cp .stdout mine.yaml
    expect 0 "$map" mine.yaml squeezenet --dry-run
    # the descriptions of a source tree come first, those that it lacks from the installation
    mkdir -p tree/arch/template tree/workloads/template
    cp "$machine" tree/arch/template/
    cp "$network" tree/workloads/template/
    cp mine.yaml tree/arch/only-here.yaml
    expect 0 env -C tree "$map" --list machines
    (shipped arch && echo only-here) | LC_ALL=C sort | cmp -s - .stdout || fail "machines of the tree"
    expect 0 env -C tree "$map" only-here squeezenet --dry-run
}

# The page is read without a complaint and tells of every option that --help tells of.
check_manual()
{
    local page=$prefix/share/man/man1/enos-map.1.gz section option
    expect 0 env LC_ALL=C.UTF-8 MANWIDTH=80 MANPATH="$prefix/share/man" man --warnings -P cat enos-map
    [ ! -s .stderr ] || fail "man complains of $page"
    cp .stdout manual
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' FILES EXAMPLES 'SEE ALSO'; do
        grep -qx "$section" manual || fail "the manual lacks $section"
    done
    "$prefix/bin/enos-map" --help >help
    option=$(grep -oE -- '^ +(-., )?--[a-z-]+' help | grep -oE -- '--[a-z-]+')
    [ "$(grep -oE -- '^ +(-., )?--[a-z-]+' manual | grep -oE -- '--[a-z-]+')" = "$option" ] ||
        fail "manual and --help differ in their options"
}

# offers WANTED WORD...: completing the last word offers this.
offers()
{
    local wanted=$1
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _enos_map "$prefix/bin/enos-map"
    [ "${COMPREPLY[*]}" = "$wanted" ] || fail "completion of '$*' offers '${COMPREPLY[*]}'"
}

check_completion()
{
    # shellcheck source=/dev/null
    . "$prefix/share/bash-completion/completions/enos-map"
    complete -p enos-map >/dev/null || fail "no completion is set for enos-map"
    offers "--objective" enos-map --ob
    offers "energy edp" enos-map --objective e
    offers "energy edp" enos-map --objective = e
    offers "energy latency edp" enos-map --objective =
    offers "--objective=latency" enos-map --objective=l
    offers "cacti aladdin" enos-map --register-file ''
    offers "machine" enos-map --template mac
    offers "$(shipped arch eye | xargs)" enos-map eye
    offers "$(shipped workloads sq | xargs)" enos-map --threads 2 --json eyeriss168 sq
    offers "fire4/s1x1 fire4/e1x1 fire4/e3x3" enos-map eyeriss168 squeezenet --layer fire4/
    offers "T8 T4" enos-map mine.yaml squeezenet -q --op T
    offers "T8,BC8" enos-map mine.yaml squeezenet --choices T8,B
    offers "" enos-map nothing squeezenet --layer f
    offers "" enos-map eyeriss168 --threads ''
    mkdir -p places/deep
    touch places/own.yaml
    offers "places/own.yaml" enos-map places/o
    offers "places/deep" enos-map eyeriss168 squeezenet --out places/
}

# A program of a user, built against what is installed, agrees with the command.
check_library()
{
    local flags=() wanted
    [ "$(cached ENOS_SANITIZE)" = ON ] && flags=("-fsanitize=address,undefined")
    # shellcheck disable=SC2046 # the flags are words; the copy's path has no blank
    expect 0 "$(cached CMAKE_C_COMPILER)" "${flags[@]}" -std=c17 -Wall -Werror \
        "$prefix/share/doc/enos/docs/solve_layer.c" $(pkg-config --cflags --libs enos) \
        -o solve_layer
    expect 0 ./solve_layer "$prefix/share/enos/arch/eyeriss168.yaml" \
        "$prefix/share/enos/workloads/squeezenet.yaml" conv10
    wanted=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "energy_pj") at = i }
                      NR == 2 { printf "conv10 with T8: %.9g pJ, proven best", $at }' wanted)
    grep -qxF "$wanted" .stdout || fail "the library says otherwise than: $wanted"
}

# Every header stands alone, and enos.pc names all that any function of the libraries needs.
check_whole_library()
{
    local header compiler flags=()
    compiler=$(cached CMAKE_C_COMPILER)
    [ "$(cached ENOS_SANITIZE)" = ON ] && flags=("-fsanitize=address,undefined")
    for header in "$prefix"/include/enos/*/*.h; do
        echo "#include \"$header\"" >header.c # in a file of its own an inline function would be unused
        # shellcheck disable=SC2046 # the flags are words
        expect 0 "$compiler" -std=c17 -fsyntax-only -Wall -Werror $(pkg-config --cflags enos) header.c
    done
    echo 'int main(void) { return 0; }' >empty.c
    # shellcheck disable=SC2046
    expect 0 "$compiler" "${flags[@]}" empty.c -Wl,--whole-archive $(pkg-config --libs enos) \
        -Wl,--no-whole-archive -o empty
}

# The package holds what DESTDIR holds, names what it needs, and runs where it is unpacked.
check_package()
{
    expect 0 cpack -G DEB --config "$build/CPackConfig.cmake" -B "$scratch/deb"
    expect 0 dpkg-deb -x deb/*.deb unpacked
    expect 0 dpkg-deb -f deb/*.deb
    shows "Package: enos"
    shows "Section: science"
    shows "Maintainer: "
    for needed in libc6 'libg?omp' libgsl libjansson4 libprotobuf-c1 libyaml-0-2 libzip4; do
        grep -qE "^Depends:.*$needed" .stdout || fail "the package does not depend on $needed"
    done
    (cd stage && find . -type f | sort) >staged
    (cd unpacked && find . -type f | sort) | cmp -s - staged || fail "package and DESTDIR differ"
    prefix=$scratch/unpacked/usr
    same_result
}

# The list of what the user installed from this build is the user's to keep.
readonly list=$build/install_manifest.txt
[ -f "$list" ] && cp -p "$list" list
trap '{ [ -f "$scratch/list" ] && cp -p "$scratch/list" "$list"; } || rm -f "$list"; rm -rf "$scratch"' EXIT

expect 0 cmake --install "$build" --prefix "$scratch/first place"
mv "first place" moved
prefix=$scratch/moved
export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name enos.pc)")
lies bin/enos-map share/enos/arch/tech/cacti7.csv share/doc/enos/LICENSE include/enos/mapper/solve.h
check_names
check_manual
check_completion
check_library
check_whole_library

expect 0 env DESTDIR="$scratch/stage" cmake --install "$build" --prefix /usr
prefix=$scratch/stage/usr
same_result
check_package
finish
