# shellcheck shell=bash
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

# begin_grid FOLDER: an empty points.csv
begin_grid()
{
    mkdir -p "$1"
    {
        echo "# format: enos/points/1"
        echo "kind,mode,choices,lambda,target,seed,candidate,energy_share,energy_pj,latency_cycles,validation_accuracy,test_accuracy,test_images,test_error,integer_accuracy,assignment,folder"
    } >"$1/points.csv"
}

# add_point GRID NETWORK DATA KIND MODE CHOICES LAMBDA SEED CANDIDATE ENERGY ACCURACY ASSIGNMENT
add_point()
{
    local folder=$4-${6// /-}-$5-$7-seed-$8
    make_run "$1/$folder" "$2" "$3" "${5:-bi-level}" "$6" "${7:-0.3}" "$8"
    echo "$4,$5,$6,$7,,$8,$9,${10},1000,100,${11},${11},10000,0.005,${11},${12},$folder" >>"$1/points.csv"
}

# repeat COUNT WORD: an assignment
repeat()
{
    local i words=
    for ((i = 0; i < $1; i++)); do words+=" $2"; done
    echo "${words# }"
}
