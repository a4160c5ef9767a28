# shellcheck shell=bash disable=SC2034 # the variables are the tests'
# Sourced by tests of enos-explore after expect.bash: a small machine and network, 24 variants of
# which some are no machine and some have no mapping, and what to compare.

explore=$ENOS_BIN/enos-explore
small=("$explore" "$machine" "$network" --choices "T8,BC8"
    --vary array.columns=1:4 --vary 'storage.filter.capacity=2 B,64 B,256 B'
    --vary 'storage.DRAM.read_bandwidth=16 b/cycle,64 b/cycle')

# rows FILE: a CSV file without what says where it is from.
rows()
{
    grep -v '^#' "$1"
}

# same_rows FILE FILE
same_rows()
{
    cmp -s <(rows "$1") <(rows "$2") || fail "$1 and $2 differ"
}

# column FILE NAME: the values of a column whose fields have no commas, points in order
column()
{
    rows "$1" | awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        { print $at }'
}
