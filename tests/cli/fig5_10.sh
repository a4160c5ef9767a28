#!/usr/bin/env bash
# tools/figures/fig5 to fig10 as their user meets them: numbers, pictures, mistakes.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"
# shellcheck source=tests/cli/lib/run_folders.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/run_folders.bash"
figures=$ENOS_SOURCE_DIR/tools/figures
tables=$scratch/made/tables.csv

expect 0 "$map" "$machine" "$network" --quiet --out made
layers=$(layers_of "$tables" | wc -l)
operators="T8 MF8 BC8"
precisions="T8 T4 T2"
all="T8 MF8 BC8 T4 MF4 BC4 T2 MF2 BC2"
typical=$(repeat "$layers" T8)
binary=$(repeat "$layers" BC8)

# add GRID KIND MODE CHOICES LAMBDA SEED CANDIDATE ENERGY ACCURACY ASSIGNMENT: of one network and data
add() { add_point "$1" squeezenet cifar10 "${@:2}"; }

# picture FILE TEXT...: it is whole, and shows these texts
picture()
{
    local text
    in_file "$1" '</svg>'
    for text in "${@:2}"; do in_file "$1" "$text"; done
}

begin_points operators
add operators search bi-level "$operators" 0.1 1 1 0.80 0.88 "$typical"
add operators search bi-level "$operators" 0.1 2 1 0.82 0.90 "$binary"
add operators search bi-level "$operators" 1 1 1 0.40 0.80 "$binary"
add operators search bi-level "$operators" 1 2 1 0.40 0.80 "$binary"
add operators random bi-level "$operators" 1 1 1 0.41 0.79 "$binary"
add operators uni "" T8 "" 1 1 1 0.91 "$typical"
add operators uni "" BC8 "" 1 1 0.17 0.61 "$binary"
begin_points both
add both search bi-level "$all" 0.3 1 1 0.58 0.845 "$typical"
add both uni "" T8 "" 1 1 1 0.91 "$typical" # as in the other grid
begin_points precisions
add precisions search bi-level "$precisions" 0.3 1 1 0.6 0.80 "$typical"

# 7: means over seeds, sd of a sample, the binomial's error where there is one seed
expect 0 "$figures/fig7" operators both precisions -o fig7
picture fig7/fig7.svg mixed-operator both mixed-precision 'random controls' 'paper 2-5 %'
in_file fig7/fig7.csv 'squeezenet,CIFAR-10,search,bi-level,mixed-operator,0.1,,2,0.81,0.0141,89,1.41,0.5,test'
in_file fig7/fig7.csv 'squeezenet,CIFAR-10,search,bi-level,both,0.3,,1,0.58,,84.5,,0.5,test'
[ ! -s "$scratch/.stderr" ] || fail "fig7 complains"
in_file fig7/fig7.csv 'squeezenet,CIFAR-10,uni,,T8,,,1,1,,91,,0.5,test'
# mixed-operator has 84.5 % half-way from 80 % at 0.4 to 89 % at 0.81: 2.5 % more than 0.58
in_file fig7/fig7_text.csv 'over mixed-operator at the same accuracy","2-5 %",Sec. III-C,"+2.5 % of T8"'
in_file fig7/fig7_text.csv 'over mixed-precision at the same accuracy","5-7 %",Sec. III-C,"-"'

# 8: at 40 % of the energy
begin_points modes
add modes search single-level "$all" 1 1 1 0.4 0.70 "$typical"
add modes search bi-level "$all" 1 1 1 0.4 0.72 "$typical"
add modes search sequential "$all" 1 1 1 0.2 0.75 "$typical"
add modes search sequential "$all" 1 2 1 0.2 0.77 "$typical"
add modes uni "" T8 "" 1 1 1 0.91 "$typical"
expect 0 "$figures/fig8" modes --out fig8
picture fig8/fig8.svg single-level bi-level sequential
in_file fig8/fig8_text.csv 'bi-level above single-level at 40 % of T8'\''s energy","above 0",Sec. III-C,"+2.0 points"'
in_file fig8/fig8_text.csv '"> 10 points",Sec. III-C,"+4.0 points"'
in_file fig8/fig8_text.csv 'lost by sequential at one fifth of T8'\''s energy","~5 points",Sec. III-C,"15.0 points"'

# 9: every sample; 10: the best one of a run on the validation split
begin_points samples
for ((k = 1; k <= 3; k++)); do
    add samples search stochastic "$operators" 0.3 1 $k 0.7 0.8$k "$typical"
    add samples search stochastic "$operators" 3 1 $k 0.2$k 0.6$k "$binary"
done
add samples uni "" T8 "" 1 1 1 0.91 "$typical"
expect 0 "$figures/fig9" samples --out=fig9
picture fig9/fig9.svg 'lambda 0.3' 'lambda 3'
[ "$(grep -c ',search,' fig9/fig9.csv)" -eq 6 ] || fail "not 6 samples"
expect 0 "$figures/fig10" samples -o fig10
[ "$(grep -c ',search,' fig10/fig10.csv)" -eq 2 ] || fail "not one network for each lambda"
in_file fig10/fig10_text.csv 'stochastic at 30 % less energy, EMNIST","1.9 points",caption of Fig. 10,"8.0 points"'
picture fig10/fig10.svg 'energy saved' stochastic

# 5: uni-operator rows first; operators of the most accurate network
expect 0 "$figures/fig5" operators -o fig5
picture fig5/fig5.svg 'uni-operator BC8' 'bi-level, lambda 0.1' 'paper, T8' 88.25
shows "bi-level, lambda 0.1          89.00 +- 1.41   0.810  $binary"
in_file fig5/fig5.csv 'paper,squeezenet,CIFAR-10,search,,,,1,85.12,,0.43,,'
awk -F, '$1 == "here" { if ($4 ~ /^uni/ && searched) exit 1; searched = $4 ~ /^search/ }' fig5/fig5.csv ||
    fail "a uni-operator row after a searched one"

# 6 and single runs
last=$(layers_of "$tables" | tail -n 1)
first=$(layers_of "$tables" | head -n 1)
make_run sequential squeezenet cifar10 sequential "T8 BC8" 0.3 7
add_epoch sequential 0.25
echo "{\"event\": \"decision\", \"cycle\": 1, \"unit\": 2, \"layer\": \"$last\", \"choice\": \"BC8\", \"probability\": 0.9}" >>sequential/log.jsonl
echo "{\"event\": \"decision\", \"cycle\": 2, \"unit\": 0, \"layer\": \"$first\", \"choice\": \"T8\", \"probability\": 0.6}" >>sequential/log.jsonl
add_candidate sequential search sequential "T8 BC8" 1 0.5 0.7 "$binary"
make_run stochastic squeezenet cifar10 stochastic "T8 BC8" 0.3 7
add_epoch stochastic 0.25
add_candidate stochastic search stochastic "T8 BC8" 1 0.9 0.71 "$typical"
add_candidate stochastic search stochastic "T8 BC8" 2 0.5 0.72 "$binary"
expect 0 "$figures/fig6" sequential stochastic -o fig6
picture fig6/fig6.svg 'largest p 0.90' 'sample 2' entropy 'Fire7 B, Fire6 B'
in_file fig6/fig6a.csv ",sequential,1,2,$last,BC8,0.9"
in_file fig6/fig6a.csv ",sequential,2,0,$first,T8,0.6"
in_file fig6/fig6b.csv ",stochastic,sample,2,72,0.5,$binary"
in_file fig6/fig6b.csv "0.250 0.250"
expect 0 "$figures/fig6" stochastic -o fig6
says "no sequential run"
expect 0 "$figures/fig9" stochastic -o single
in_file single/fig9.csv 'search,stochastic,mixed-operator,0.3,,1,0.9,,71,,0.5,test'
make_run alone squeezenet cifar10 bi-level "T8 BC8" 0.3 7
add_candidate alone assigned "" BC8 1 0.17 0.5 "$binary"
expect 0 "$figures/fig9" stochastic alone -o single
in_file single/fig9.csv 'squeezenet,CIFAR-10,uni,,BC8,,,1,0.17'

# the same of real runs, as short as they can be
for mode in sequential stochastic; do
    expect 0 "$ENOS_BIN/enos-search" quick --mode $mode --quiet --threads 1 --out "real-$mode" \
        --set warm_up.epochs=1 --set search.epochs=1 --set retrain.epochs=1
done
expect 0 "$ENOS_BIN/enos-search" quick --assign T8 --quiet --threads 1 --out real-T8 \
    --set warm_up.epochs=1 --set retrain.epochs=1
expect 0 "$figures/fig6" real-* -o real6
[ ! -s "$scratch/.stderr" ] || fail "fig6 complains"
[ "$(grep -c ',real-sequential,' real6/fig6a.csv)" -eq "$(grep -c '"decision"' real-sequential/log.jsonl)" ] ||
    fail "not all decisions are in fig6a.csv"
expect 0 "$figures/fig10" real-* -o real10
shares=$(grep -c '^search,' real-stochastic/pareto.csv)
[ "$shares" -ge 1 ] || fail "no candidate"
expect 0 "$figures/fig9" real-* -o real9
[ "$(grep -c ',search,' real9/fig9.csv)" -eq "$shares" ] || fail "not $shares candidates"
in_file real9/fig9.csv "quick-network,data,uni,,T8,,,1,1,"

# mistakes
for number in 5 6 7 8 9 10; do
    expect 0 "$figures/fig$number" --help
    shows "usage: tools/figures/fig$number"
    expect 2 "$figures/fig$number"
    says "give one run folder or more"
    expect 2 "$figures/fig$number" --oot x
    says "fig$number: unknown option '--oot'"
    expect 2 "$figures/fig$number" nowhere
    says "there is no folder 'nowhere'"
    expect 2 "$figures/fig$number" made
    says "'made' is a folder of enos-map"
    expect 2 "$figures/fig$number" "$ENOS_SOURCE_DIR/arch"
    says "is no run folder of enos-search"
    expect 3 "$figures/fig$number" operators -o /dev/null/fig
    says "cannot make the folder"
    expect 3 env ENOS_BIN="$scratch/none" "$figures/fig$number" operators
    says "there is no program"
done
expect 2 "$figures/fig8" samples -o fig8
says "nothing to show: its searches are single-level bi-level sequential, the folders hold stochastic"
expect 2 "$figures/fig6" operators -o fig6
says "no search in mode sequential or stochastic"
expect 2 "$figures/fig10" stochastic -o fig10
says "no uni-operator T8 network for squeezenet on CIFAR-10"
rm stochastic/summary.json
expect 2 "$figures/fig9" stochastic
says "this run is not finished"
make_run operators/lambda-9-seed-1 squeezenet cifar10 bi-level "$operators" 9 1
rm operators/lambda-9-seed-1/summary.json
expect 0 "$figures/fig7" operators -o fig7
says "operators/lambda-9-seed-1 is not finished"
rm operators/points.csv
expect 2 "$figures/fig7" operators
says "the grid 'operators' is not finished"
echo '{"event": "epo' >>sequential/log.jsonl
expect 2 "$figures/fig6" sequential
says "log.jsonl:4:1: error: this line is no event"
sed -i 's/,0.4,1000/,much,1000/' modes/points.csv
expect 2 "$figures/fig8" modes
says "points.csv:3:1: error: energy_share is no number"
finish
