#!/usr/bin/env bash
# tables.npz opened by numpy, where it is installed, without pickle, and compared with the CSV.
# (tests/mapper/test_tables.c reads it without numpy.)
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

expect 0 "$map" "$machine" "$network" --choices T8,BC8 --out results
python3 -c 'import numpy' 2>/dev/null || finish
python3 - <<'END' || fail "numpy does not agree"
import csv
import numpy
npz = numpy.load("results/tables.npz", allow_pickle=False)
rows = list(csv.DictReader(r for r in open("results/tables.csv") if r[0] != "#"))
layers, choices = list(npz["layers"]), list(npz["choices"])
assert "format: enos/tables/1" in str(npz["provenance"])
assert len(rows) == len(layers) * len(choices)
for row in rows:
    at = layers.index(row["layer"]), choices.index(row["operator"] + row["bits"])
    assert npz["ops"][at[0]] == int(row["ops"])
    for key in "e_op_pj", "e_tx_pj", "e_tx_dram_pj", "energy_pj", "latency_cycles":
        assert npz[key][at] == float(row[key]), (row["layer"], key)
END
finish
