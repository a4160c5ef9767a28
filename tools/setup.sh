# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the script that reads this
# Sourced by tools/quickstart and tools/check: steps with their time and log, and Debian packages.
# Expects $root, the top of the source tree, and $logs, a folder for the steps' output.

export LC_ALL=C # messages of apt-get and ctest are read below

jobs=$(nproc 2>/dev/null || echo 2)

# step NAME COMMAND...: runs the command quietly, prints its name and seconds, and its output if
# it fails. Returns the command's status. The output is kept in $logs/NAME.log.
step()
{
    local name=$1 start=$SECONDS status=0
    local log="$logs/${name//[^A-Za-z0-9]/-}.log"
    shift
    mkdir -p "$logs"
    printf '%-40s ' "$name ..."
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 0 ]; then
        printf '%4d s\n' $((SECONDS - start))
    else
        printf '%4d s  FAILED\n' $((SECONDS - start))
        tail -n 200 "$log" | sed 's/^/    /'
        echo "    (all of it: $log)"
    fi
    return "$status"
}

# listed_packages SECTION...: the names under these headings of packages.txt.
listed_packages()
{
    awk -v wanted=" $* " '
        /^\[/ { section = substr($1, 2, length($1) - 2); next }
        NF && !/^#/ && index(wanted, " " section " ") { print $1 }' "$root/tools/packages.txt"
}

# missing_packages NAME...: those of them that are not installed.
missing_packages()
{
    dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null |
        awk -v wanted="$*" '
            substr($2, 2, 1) == "i" { installed[$1] = 1 }
            END { n = split(wanted, name, " ")
                  for (i = 1; i <= n; i++) if (!(name[i] in installed)) print name[i] }'
}

# Prints the command that makes a root user of this one, if there is such a way without being
# told a password in vain: nothing for root, sudo if it is free or may ask on this terminal.
become_root()
{
    [ "$(id -u)" -eq 0 ] && return 0
    command -v sudo >/dev/null || return 1
    if sudo -n true 2>/dev/null || { [ -t 0 ] && id -nG | grep -qw sudo && sudo -v; }; then
        echo sudo
        return 0
    fi
    return 1
}

# apt_install AS_ROOT NAME...: AS_ROOT is empty or sudo. A failed update is not the end: the
# lists at hand may do.
apt_install()
{
    local as_root=$1 apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
    shift
    $as_root "${apt[@]}" update || echo "the package lists could not be renewed"
    $as_root "${apt[@]}" install -y --no-install-recommends "$@"
}

# install_packages SECTION...: installs what is missing, or prints the line for an administrator.
# Returns 0 if all is there in the end.
install_packages()
{
    local missing as_root
    if ! command -v dpkg-query >/dev/null; then
        echo "not a Debian system: going on with what is here (needed: tools/packages.txt)"
        return 0
    fi
    # shellcheck disable=SC2046 # package names hold no blanks
    mapfile -t missing < <(missing_packages $(listed_packages "$@"))
    [ "${#missing[@]}" -eq 0 ] && return 0
    if as_root=$(become_root); then
        echo "missing packages: ${missing[*]}"
        step "install packages" apt_install "$as_root" "${missing[@]}" && return 0
        return 1
    fi
    echo "Packages are missing. Please have an administrator run this line as root, then come back:"
    echo "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    return 1
}

# configure DIR OPTION...: runs cmake for build folder DIR; a folder that was made for a tree at
# another place is started afresh.
configure()
{
    local dir=$1 fresh=()
    shift
    if [ -f "$dir/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$dir/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    cmake "${fresh[@]}" -S "$root" -B "$dir" "$@"
}
