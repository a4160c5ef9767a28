# Totals of the changed runs --> what changed, in percent of the base run, largest change first.
# In: key, change, and per choice "energy compulsory", tabs between them; or a refusal.

function size(x)
{
    return x < 0 ? -x : x
}

function change_text(x)
{
    return size(x) < 0.005 ? "0" : sprintf(size(x) < 9.95 ? "%+.2f" : "%+.0f", x)
}

# Sets with[] and without[] of the choices from fields that begin at `first`.
function read_totals(field, first, with, without,    c, part)
{
    for (c = 1; c <= count; c++) {
        split(field[first + c - 1], part, " ")
        with[c] = part[1]
        without[c] = part[1] - part[2]
    }
}

BEGIN {
    FS = "\t"
    count = split(choices, choice, ",")
    split(base, base_field, "\t")
    read_totals(base_field, 2, base_with, base_without)
}
$3 ~ /^refused/ {
    refused[++refusals] = $1 " " $2 ": " $3
    next
}
{
    split($0, field, "\t")
    read_totals(field, 3, with, without)
    left = right = ""
    most = 0
    for (c = 1; c <= count; c++) {
        change = 100 * (with[c] / base_with[c] - 1)
        other = 100 * (without[c] / base_without[c] - 1)
        left = left sprintf("%8s", change_text(change))
        right = right sprintf("%8s", change_text(other))
        most = size(change) > most ? size(change) : most
        most = size(other) > most ? size(other) : most
    }
    if (most < 0.005) {
        if (!($1 in quiet)) quiet_key[++silent] = $1
        quiet[$1] = quiet[$1] ", " $2
        next
    }
    row[++rows] = sprintf("%-37s %-9s%s%s", $1, $2, left, right)
    effect[rows] = most
}

function print_head(    c)
{
    printf "%-47s", "energy, uJ per image"
    for (c = 1; c <= count; c++) printf "%8.3g", base_with[c] / 1e6
    for (c = 1; c <= count; c++) printf "%8.3g", base_without[c] / 1e6
    printf "\n%-47s", "change, %"
    for (c = 1; c <= count; c++) printf "%8s", choice[c]
    for (c = 1; c <= count; c++) printf "%8s", choice[c] "*"
    print ""
}

function print_rows(    i, r, best)
{
    for (i = 1; i <= rows; i++) {
        best = 0
        for (r = 1; r <= rows; r++)
            if (!(r in printed) && (!best || effect[r] > effect[best])) best = r
        printed[best] = 1
        print row[best]
    }
}

END {
    print_head()
    print_rows()
    print "* without the DRAM words that no mapping avoids"
    if (silent) print "\nless than 0.005 %:"
    for (i = 1; i <= silent; i++) print "  " quiet_key[i] ": " substr(quiet[quiet_key[i]], 3)
    if (refusals) print "\nno machine:"
    for (i = 1; i <= refusals; i++) print "  " refused[i]
}
