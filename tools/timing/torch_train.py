"""torch_train.py RUNS THREADS: what a training step of squeezenet-pool takes in PyTorch.

The steps that bench-trainer times, written with PyTorch's own operators: without quantisers
(plain); T8 alone; all paths of 3 and of 9 choices, each with its convolution (naive); and with
mixed weights, one convolution for each precision and one for its signs (mixed). Batch 128,
forward, backward and a step of Adam.
"""
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

BATCH = 128
RHO = 0.25


def through(value, quantised):
    """`quantised`, with the gradient of `value`."""
    return value + (quantised - value).detach()


def activation(x, bits, signed):
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    step = (2.0 ** (1 - bits)) if signed else {8: 6.0, 4: 4.0, 2: 2.0}[bits] / high
    inside = (x / step).clamp(low, high)
    return through(inside, inside.round()) * step, step


def weights(w, operator, bits, step):
    """Weights of the value's convolution, and of its sign's or None."""
    limit = 2 ** (bits - 1) - 1
    if operator == "T":
        unit = w.detach().abs().amax((1, 2, 3), keepdim=True) / limit
        level = (w / unit).clamp(-limit, limit)
        return through(level, level.round()) * unit, None
    mean = w.detach().abs().mean((1, 2, 3), keepdim=True)
    clipped = torch.minimum(torch.maximum(w, -2 * mean), 2 * mean)
    binary = through(clipped, torch.where(w < 0, -mean, mean))
    if operator == "BC":
        return binary, None
    level = (RHO * w / (mean * step)).clamp(-limit, limit)
    return binary, through(level, level.round()) * mean * step


class Supernet(nn.Module):
    """A convolution with choices, batch normalisation and ReLU."""

    def __init__(self, inputs, outputs, kernel, choices, mixed, signed=False):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.alpha = nn.Parameter(torch.zeros(len(choices)))
        self.choices, self.mixed, self.signed = choices, mixed, signed

    def convolve(self, x, w):
        return functional.conv2d(x, w, padding=self.conv.padding)

    def paths(self, x, p):
        """Terms of the sum: (input, weights, key of what may share a convolution)."""
        inputs = {bits: activation(x, bits, self.signed) for bits in {b for _, b in self.choices}}
        for j, (operator, bits) in enumerate(self.choices):
            value, step = inputs[bits]
            main, sign = weights(self.conv.weight, operator, bits, step)
            yield value, p[j] * main, (bits, False)
            if sign is not None:
                yield value.detach().sign(), p[j] * sign, (bits, True)

    def forward(self, x):
        p = torch.softmax(self.alpha, 0)
        if not self.choices:
            z = self.conv(x)
        elif not self.mixed:
            z = sum(self.convolve(value, w) for value, w, _ in self.paths(x, p))
        else:
            parts = {}
            for value, w, key in self.paths(x, p):
                parts[key] = (value, parts[key][1] + w if key in parts else w)
            z = sum(self.convolve(value, w) for value, w in parts.values())
        return functional.relu(self.norm(z))


class Fire(nn.Module):
    def __init__(self, inputs, squeeze, expand, *how):
        super().__init__()
        self.squeeze = Supernet(inputs, squeeze, 1, *how)
        self.one = Supernet(squeeze, expand, 1, *how)
        self.three = Supernet(squeeze, expand, 3, *how)

    def forward(self, x):
        x = self.squeeze(x)
        return torch.cat((self.one(x), self.three(x)), 1)


def squeezenet(*how):
    pool = nn.MaxPool2d(2)
    return nn.Sequential(
        Supernet(3, 96, 3, *how, True), pool,
        Fire(96, 16, 64, *how), Fire(128, 16, 64, *how), Fire(128, 32, 128, *how), pool,
        Fire(256, 32, 128, *how), Fire(256, 48, 192, *how), Fire(384, 48, 192, *how),
        Fire(384, 64, 256, *how), pool,
        Fire(512, 64, 256, *how), Supernet(512, 10, 1, *how),
        nn.AdaptiveAvgPool2d(1), nn.Flatten())


def step_s(network, optimiser, x, label):
    start = time.perf_counter()
    optimiser.zero_grad()
    functional.cross_entropy(network(x), label).backward()
    optimiser.step()
    return time.perf_counter() - start


def main():
    runs, threads = int(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    x, label = torch.rand(BATCH, 3, 32, 32) * 2 - 1, torch.randint(10, (BATCH,))
    three = [(operator, 8) for operator in ("T", "MF", "BC")]
    nine = [(operator, bits) for bits in (8, 4, 2) for operator in ("T", "MF", "BC")]
    cases = {"plain": ([], True), "T8": ([("T", 8)], True), "3, naive": (three, False), "3, mixed": (three, True),
             "9, naive": (nine, False), "9, mixed": (nine, True)}
    steps = {}
    for name, how in cases.items():
        network = squeezenet(*how).to(memory_format=torch.channels_last)
        steps[name] = (network, torch.optim.Adam(network.parameters(), 1e-4))
    x = x.contiguous(memory_format=torch.channels_last)
    seconds = {name: [] for name in cases}
    for run in range(runs + 1):  # the first one warms up
        for name, (network, optimiser) in steps.items():
            taken = step_s(network, optimiser, x, label)
            seconds[name] += [taken] if run else []
    print(f"PyTorch {torch.__version__}, {threads} threads, batch {BATCH}, median of {runs} runs")
    print(f"{'':12} {'ms/image':>8}")
    for name, taken in seconds.items():
        print(f"{name:12} {1e3 * statistics.median(taken) / BATCH:8.3f}")


if __name__ == "__main__":
    main()
