#!/usr/bin/env bash
# The law of the tree: workloads < arch < mapper < {search, simulator} < tools, and nothing
# includes a folder to its right. The oracle of the tests counts for itself.
set -uo pipefail
cd "$ENOS_SOURCE_DIR" || exit 2
status=0

# only FOLDER HEADER...: complains about includes of the project's headers in FOLDER other than
# these (shell patterns).
only()
{
    local folder=$1 file header pattern allowed
    shift
    while IFS=: read -r file header; do
        allowed=no
        for pattern in "$@"; do
            # shellcheck disable=SC2254 # a pattern on purpose
            case $header in $pattern) allowed=yes ;; esac
        done
        if [ "$allowed" = no ]; then
            echo "$file includes $header"
            status=1
        fi
    done < <(grep -roE '^ *# *include "(workloads|arch|mapper|search|simulator|tools)/[^"]*' \
        --include='*.[ch]' "$folder" | sed 's/:.*"/:/')
}

[ -e workloads/layer.c ] || { echo "not the source tree: $PWD" && exit 2; }
only workloads 'workloads/*'
only arch 'workloads/*' 'arch/*'
only mapper 'workloads/*' 'arch/*' 'mapper/*'
[ -d search ] && only search 'workloads/*' 'search/*' mapper/tables.h mapper/csv.h mapper/provenance.h
[ -d simulator ] && only simulator 'workloads/*' 'arch/*' 'simulator/*' mapper/mapping.h
[ -d tests/oracle ] && only tests/oracle 'workloads/*' mapper/mapping.h mapper/problem.h \
    mapper/hierarchy_nest.h arch/machine.h simulator/simulate.h search/engine.h
exit $status
