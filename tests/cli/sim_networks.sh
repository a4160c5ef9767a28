#!/usr/bin/env bash
# Whole networks on the simulated machine, one image each: every psum as the integer reference has
# it, every count and energy as the model has it. Those for ImageNet are in test_sim_networks.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

# run NETWORK CHOICE: any mapping will do.
run()
{
    expect 0 "$sim" eyeriss168 "$1" --choice "$2" --gap 30 --time-limit 1
    shows "outputs 1/1 bit-exact"
    grep -qE '^network .* 0% +[0-9.]+% +yes$' .stdout || fail "$1 with $2 is not exact, or costs more"
}

run shufflenet MF4
# sanitizers are ten times slower: one is enough
grep -q '^ENOS_SANITIZE:BOOL=ON' "$ENOS_BIN/../CMakeCache.txt" && finish
run squeezenet-pool T4
run squeezenet-pool MF8
run squeezenet-pool BC2
run googlenet-emnist BC8
finish
