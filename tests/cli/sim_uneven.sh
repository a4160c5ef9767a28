#!/usr/bin/env bash
# A mapping of which most bounds do not divide the layer, written by hand: exact outputs, the
# model's counts and energy, and the steps that the rule in docs/model.md gives.
# shellcheck source=tests/cli/lib/expect.bash
. "$ENOS_SOURCE_DIR/tests/cli/lib/expect.bash"

cat >uneven.yaml <<'END'
format: enos/mappings/1
machine: {name: eyeriss168}
network: {name: squeezenet}
mappings:
  - layer: fire2/e3x3
    shape: {N: 1, C: 16, M: 64, P: 32, Q: 32, R: 3, S: 3, G: 1, stride: 1, dilation: 1, pad: 1, H: 32, W: 32}
    choice: T8
    nodes:
      - {keep: [DRAM, W]}
      - {keep: [DRAM, I]}
      - {keep: [DRAM, O]}
      - {for: M, bound: 2}
      - {for: P, bound: 3}
      - {keep: [GLB, I]}
      - {for: C, bound: 2}
      - {keep: [GLB, O]}
      - {for: M, bound: 2}
      - {for: Q, bound: 2}
      - {par: M, bound: 6, axis: X}
      - {par: Q, bound: 7, axis: Y}
      - {for: P, bound: 6}
      - {keep: [SPAD, O]}
      - {for: C, bound: 3}
      - {keep: [SPAD, W]}
      - {for: R, bound: 2}
      - {for: C, bound: 3}
      - {keep: [SPAD, I]}
      - {for: S, bound: 2}
      - {for: M, bound: 4}
      - {for: S, bound: 2}
      - {for: R, bound: 2}
      - {for: Q, bound: 3}
      - {for: P, bound: 2}
END

simulate()
{
    expect "$1" "$sim" eyeriss168 squeezenet --mapping "$2" --layer fire2/e3x3 --json=sim.json
}

simulate 0 uneven.yaml
shows "outputs 1/1 bit-exact"
grep -qE '^fire2/e3x3 .* 0% +[0-9.]+% +yes$' .stdout || fail "it costs more than the model says"
grep -qE '"counts_differ": 0\b' sim.json || fail "counts are not the model's"

# P in rows of 32; Q in 2 turns of 3 each; M in 2 full turns of 4 and one of 4; C, R and S whole
steps=$((32 * (3 + 3) * (2 * 4 + 4) * 16 * 3 * 3))
grep -qE "\"compute\": $steps\b" sim.json || fail "the array does not compute $steps cycles"

# a bound more than is left, and one that leaves a part of the layer
sed 's/{for: P, bound: 3}/{for: P, bound: 4}/' uneven.yaml >more.yaml
simulate 2 more.yaml
says "4 iterations over P, of which 3 are left there"
sed 's/{for: P, bound: 3}/{for: P, bound: 2}/' uneven.yaml >less.yaml
simulate 2 less.yaml
says "loops of P do not cover its size 32"
finish
