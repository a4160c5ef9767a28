# shellcheck shell=bash disable=SC2154 # tables is the test's
# Sourced by tests: run folders as enos-search writes them, made by hand. Accuracies and energies
# are of a formula, so that a test knows them.

# make_run FOLDER NETWORK DATA MODE CHOICES LAMBDA SEED: run.yaml, and $tables as its tables
make_run()
{
    mkdir -p "$1"
    cat >"$1/run.yaml" <<END
format: enos/run/1
name: made
network: $2
width: 1
data:
  kind: $3
  folder: data
mode: $4
choices: [${5// /, }]
lambda: $6
seed: $7
END
    cp "$tables" "$1/tables.csv"
    echo '{}' >"$1/summary.json"
}

# begin_points FOLDER [pareto.csv]: an empty points.csv, or the same of a single run
begin_points()
{
    mkdir -p "$1"
    {
        echo "# format: enos/points/1"
        echo "kind,mode,choices,lambda,target,seed,candidate,energy_share,energy_pj,latency_cycles,validation_accuracy,test_accuracy,test_images,test_error,integer_accuracy,assignment,folder"
    } >"$1/${2:-points.csv}"
}

# add_point GRID NETWORK DATA KIND MODE CHOICES LAMBDA SEED CANDIDATE ENERGY ACCURACY ASSIGNMENT
add_point()
{
    local folder=$4-${6// /-}-$5-$7-seed-$8
    make_run "$1/$folder" "$2" "$3" "${5:-bi-level}" "$6" "${7:-0.3}" "$8"
    echo "$4,$5,$6,$7,,$8,$9,${10},1000,100,${11},${11},10000,0.005,${11},${12},$folder" >>"$1/points.csv"
}

# add_candidate RUN KIND MODE CHOICES CANDIDATE ENERGY ACCURACY ASSIGNMENT: of a single run
add_candidate()
{
    [ -e "$1/pareto.csv" ] || begin_points "$1" pareto.csv
    echo "$2,$3,$4,${3:+0.3},,7,$5,$6,1000,100,$7,$7,10000,0.005,$7,$8,\"$1\"" >>"$1/pareto.csv"
}

# repeat COUNT WORD: an assignment
repeat()
{
    local i words=
    for ((i = 0; i < $1; i++)); do words+=" $2"; done
    echo "${words# }"
}

# layers_of TABLES: names of its layers, one a line
layers_of()
{
    awk -F, '/^#/ || $1 == "layer" || seen[$1]++ { next } { print $1 }' "$1"
}

# add_epoch RUN ENTROPY: the end of a search; every layer has this entropy, and p .75 of T8
add_epoch()
{
    layers_of "$tables" | awk -v e="$2" '
        { entropy = entropy (NR > 1 ? ", " : "") "\"" $1 "\": " e
          p = p (NR > 1 ? ", " : "") "\"" $1 "\": {\"T8\": 0.75, \"BC8\": 0.25}" }
        END { printf "{\"event\": \"epoch\", \"phase\": \"search\", \"epoch\": 1, \"entropy\": {%s}, \"p\": {%s}}\n", entropy, p }' \
        >>"$1/log.jsonl"
}
