# eyeriss_alexnet.csv and two files of words (padding stored, not stored) --> the comparison.

BEGIN { FS = "," }
/^#/ { next }
$1 == "layer" {
    file++
    split("", at)
    for (i = 1; i <= NF; i++) at[$i] = i
    next
}
file == 1 {
    layer[++layers] = $at["layer"]
    chip_pes[layers] = $at["active_PEs"]
    chip_mb[layers] = $at["glb_access_MB"]
    chip_ifmap[layers] = $at["glb_ifmap_KB"]
    chip_psum[layers] = $at["glb_psum_KB"]
    next
}
$at["level"] == "GLB" {
    name = $at["layer"]
    bytes = $at["bits"] / 8
    pes[name] = $at["pes"]
    tensor = $at["word"] == "I" ? "I" : $at["word"] == "W" ? "W" : "O"
    read[file, name, tensor] += ($at["read"] + $at["drain"]) * bytes / 1e6
    written[file, name, tensor] += $at["update"] * bytes / 1e6
    filled[file, name, tensor] += $at["fill"] * bytes / 1e6
    held[file, name, tensor] += $at["tile"] * bytes / 1024
}

# What the chip's formula counts: not what fills the GLB from the DRAM.
function accesses(f, name)
{
    return read[f, name, "I"] + read[f, name, "O"] + written[f, name, "O"]
}

END {
    print "       PEs in use     GLB holds, KiB           GLB accesses by the array, MB             I from"
    print "       here  chip  ifmap  chip   psum  chip   I read  O read O write     sum   chip (unpadded)  DRAM"
    for (l = 1; l <= layers; l++) {
        name = layer[l]
        printf "%-7s%4d %5d %6.1f %5s  %5.1f %5.1f   %6.2f %7.2f %7.2f %7.2f  %5.1f   (%5.2f) %6.2f\n", \
            name, pes[name], chip_pes[l], held[2, name, "I"], chip_ifmap[l], held[2, name, "O"], \
            chip_psum[l], read[2, name, "I"], read[2, name, "O"], written[2, name, "O"], \
            accesses(2, name), chip_mb[l], accesses(3, name), filled[2, name, "I"]
    }
}
