"""Reduces Timeloop v3.0's results to what tests/mapper/test_timeloop.c compares.

    python3 reduce.py architectures.json cases.jsonl > cases.jsonl

Kept: the layer, the mapping, reads, fills and updates summed over a level's used
instances with their energy, compute cycles, MACs used and there, utilisation, link transfers. Added: how many instances of the level below
stand under one of a level, along x and y.
"""
import json
import sys

TENSORS = ("Weights", "Inputs", "Outputs")


def fan_out(machine):
    meshes = [(level["mesh_x"], level["mesh_y"]) for level in machine["levels"]]
    meshes.append((machine["mac"]["x"], machine["mac"]["y"]))
    return [[below[0] // above[0], below[1] // above[1]] for above, below in zip(meshes, meshes[1:])]


machines = json.load(open(sys.argv[1]))
for line in open(sys.argv[2]):
    case = json.loads(line)
    result, machine = case["result"], machines[case["arch"]]
    levels = []
    for level in case["mapping"]:
        name, counts = level["level"], result["levels"][level["level"]]
        levels.append({key: [round(counts[key][t] * counts["utilized_instances"][t]) for t in TENSORS]
                       for key in ("reads", "fills", "updates")})
        levels[-1]["energy_pj"] = [round(counts["energy"][t] * counts["utilized_instances"][t], 3) for t in TENSORS]
    links = [sum(n["link_transfers"][t] for n in result["networks"].values()) for t in TENSORS]
    print(json.dumps({
        "id": case["id"], "arch": case["arch"], "layer_name": case["layer_name"],
        "layer": case["layer"], "fan_out": fan_out(machine), "mapping": case["mapping"], "levels": levels,
        "macs": machine["mac"]["x"] * machine["mac"]["y"], "macs_used": result["mac"]["utilized_instances"],
        "compute_cycles": result["mac"]["cycles"], "cycles": result["summary"]["cycles"],
        "utilization": result["summary"]["utilization"], "mac_energy_pj": round(result["mac"]["energy"], 3), "link_transfers": links,
    }, separators=(",", ":")))
