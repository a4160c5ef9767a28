# shellcheck shell=bash disable=SC2034 # the variables are the figures'
# Sourced by fig5 to fig10: options, run folders, and the programs that they need. The figure has
# a function usage.

figure=${0##*/}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$root/tools/figures
readers=${ENOS_BIN:-$root/build/bin}/../tools
out=out/$figure
folders=()
command_line="tools/figures/$figure $*"

# fail STATUS MESSAGE: 2 bad usage or input, 3 the environment.
fail()
{
    echo "$figure: $2" >&2
    exit "$1"
}

read_options()
{
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help) usage && exit 0 ;;
        -o | --out) [ $# -gt 1 ] || fail 2 "$1 needs a folder" ; out=$2 && shift ;;
        --out=*) out=${1#--out=} ;;
        -*) fail 2 "unknown option '$1' ($figure --help)" ;;
        *) folders+=("${1%/}") ;;
        esac
        shift
    done
    [ ${#folders[@]} -gt 0 ] || fail 2 "give one run folder or more ($figure --help)"
}

# A grid is done when it has points.csv; what it lacks is said, the rest is shown.
check_folder()
{
    local run
    [ -d "$1" ] || fail 2 "there is no folder '$1'"
    if [ ! -e "$1/points.csv" ] && [ ! -e "$1/run.yaml" ]; then
        for run in "$1"/*-seed-*/; do
            [ ! -d "$run" ] || fail 2 "the grid '$1' is not finished: there is no points.csv in it"
        done
        [ ! -e "$1/tables.csv" ] || fail 2 "'$1' is a folder of enos-map, not a run of enos-search"
        fail 2 "'$1' is no run folder of enos-search: there is neither run.yaml nor points.csv in it"
    fi
    for run in "$1"/*-seed-*/; do
        [[ ! -e $run/run.yaml || -e $run/summary.json || $run == */warm-up-seed-* ]] ||
            echo "$figure: ${run%/} is not finished; it is left out" >&2
    done
}

check_environment()
{
    local program
    for program in run_points run_events; do
        [ -x "$readers/$program" ] ||
            fail 3 "there is no program $readers/$program: build it first (tools/quickstart), or set ENOS_BIN"
    done
    command -v gnuplot >/dev/null || fail 3 "gnuplot is missing (Debian: apt-get install gnuplot-nox)"
    mkdir -p "$out" 2>/dev/null || fail 3 "cannot make the folder '$out'"
    [ -w "$out" ] || fail 3 "cannot write into '$out'"
}

# Reads the folders: $scratch/points, the trained networks of all of them.
read_runs()
{
    local folder
    read_options "$@"
    for folder in "${folders[@]}"; do check_folder "$folder"; done
    check_environment
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    "$readers/run_points" "${folders[@]}" >"$scratch/points" || exit 2
}

# draw GNUPLOT_FILE: the SVG from what lies in $scratch.
draw()
{
    gnuplot -e "folder='$scratch'; picture='$out/$figure.svg'" "$here/$1" || fail 3 "gnuplot failed"
}

# Accuracy over energy, one curve for every value of what SERIES names: choices, mode or lambda.
draw_accuracy()
{
    awk -f "$here/paper_statements.awk" -f "$here/run_series.awk" -f "$here/energy_accuracy.awk" \
        -v figure="$figure" -v series="$1" -v folder="$scratch" -v csv="$out/$figure.csv" \
        -v command="$command_line" "$here/paper_statements.csv" "$scratch/points" || exit $?
    draw energy_accuracy.gp
    echo "wrote $out/ $figure.csv $figure.svg"
}
