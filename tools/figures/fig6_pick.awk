# Of the points of a mode: for every network, data set and choices, the run with the most accurate
# network on the validation split. -v mode=NAME

BEGIN { FS = "\t" }
FNR == 1 { begin_points(); next }
$at["kind"] == "search" && $at["mode"] == mode {
    panel = $at["network"] " on " $at["data"] ", " set_of($at["choices"])
    if (!(panel in most)) panels[++count] = panel
    else if ($at["validation_accuracy"] + 0 <= most[panel]) next
    most[panel] = $at["validation_accuracy"] + 0
    picked[panel] = $at["folder"]
}
END {
    for (i = 1; i <= count; i++) printf "%s\t%s\n", panels[i], picked[panels[i]]
}
