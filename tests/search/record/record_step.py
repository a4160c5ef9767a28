"""record_step.py FILE: records a training step of a small supernet as PyTorch computes it.

Made tests/search/record/recorded_step.txt with PyTorch 1.13 (Debian's python3-torch), which
tests/search/test_recorded_step.c compares the trainer with. Everything is written from the
definitions (search/include/search/operator_training.h, kernels.h, model.h), with quantisers as
torch.autograd.Function, every path with its own convolution, in double from values that are floats.

The network is recorded_network.yaml, the choices T8 T4 T2 MF8 BC8. The file has one vector a line:
a name, its number of elements, the elements. Vectors of a parameter NAME: NAME, NAME.gradient,
NAME.adam and NAME.sgd (its values after two steps of the optimiser, both with this gradient).
Weights are PyTorch's (M, C/G, R, S), images (N, C, H, W); steps are logarithms.

A value that lies within float's error of where a quantiser, a ReLU or a pool decides otherwise
could not be compared: seeds are tried until there is none within MARGIN.
"""
import sys

import torch
from torch.nn import functional

CHOICES = [("T", 8), ("T", 4), ("T", 2), ("MF", 8), ("BC", 8)]
RHO, SMOOTHING, IMAGES, CLASSES = 0.25, 0.1, 8, 5
ADAM = dict(lr=0.01, betas=(0.9, 0.99), eps=1e-4)
SGD = dict(lr=0.05, momentum=0.9, nesterov=True)
WEIGHT_DECAY, LOG_STEP_RATE = 0.01, 0.1  # decay of weights alone; SGD: rate of steps over others
REACH = {8: 4.0, 4: 3.0, 2: 2.0}  # largest activation: some values clip
MARGIN = 1e-4
LAYERS = {  # name: (tensor it reads, M, C/G, R = S, groups)
    "conv1": ("input", 8, 3, 3, 1),
    "squeeze": ("pool1", 4, 8, 1, 1),
    "e1x1": ("squeeze", 6, 4, 1, 1),
    "e3x3": ("squeeze", 6, 2, 3, 2),
    "conv10": ("concat", 5, 12, 1, 1),
}
margin = [1.0]  # the smallest distance so far


def look(distance):
    margin[0] = min(margin[0], distance.abs().min().item())


def nearest(u):
    """Halves away from zero."""
    return torch.sign(u) * torch.floor(u.abs() + 0.5)


def look_at_levels(u, low, high):
    inside = u[(u > low - 1) & (u < high + 1)]
    look((inside - torch.floor(inside) - 0.5))
    look(torch.cat((u - low, u - high)))


class Activation(torch.autograd.Function):
    """step clamp(round(x / step)): inside the range the gradient is x's, outside the step's."""

    @staticmethod
    def forward(context, x, log_step, low, high):
        step = log_step.exp()
        context.save_for_backward(x / step, step)
        context.range = low, high
        look_at_levels((x / step)[x > 0], low - 2, high)  # 0 is exact
        return step * nearest((x / step).clamp(low, high))

    @staticmethod
    def backward(context, d):
        (u, step), (low, high) = context.saved_tensors, context.range
        above, below = d * (u > high), d * (u < low)
        return d - above - below, step * (high * above + low * below).sum(), None, None


class LargestStep(torch.autograd.Function):
    """T at 8 bits: the step is the channel's largest weight over the largest level."""

    @staticmethod
    def forward(context, w, limit):
        step = w.abs().amax((1, 2, 3), keepdim=True) / limit
        look_at_levels(w / step, -limit - 2, limit + 2)
        return step * nearest(w / step)

    @staticmethod
    def backward(context, d):
        return d, None


class LearnedStep(torch.autograd.Function):
    """T below 8 bits. LSQ: Esser et al., arXiv:1902.08153, Eq. (3), (5); of the logarithm."""

    @staticmethod
    def forward(context, w, log_step, limit):
        step = log_step.exp().reshape(-1, 1, 1, 1)
        context.save_for_backward(w / step, step)
        context.limit = limit
        look_at_levels(w / step, -limit, limit)
        return step * nearest((w / step).clamp(-limit, limit))

    @staticmethod
    def backward(context, d):
        (u, step), limit = context.saved_tensors, context.limit
        inside = u.abs() <= limit
        by_step = torch.where(inside, nearest(u) - u, limit * torch.sign(u))
        return d * inside, (step * d * by_step).sum((1, 2, 3)), None


def mean_magnitude(w):
    return w.abs().mean((1, 2, 3), keepdim=True)


class Binary(torch.autograd.Function):
    """m sign(w), with sign(0) = 1 and m the channel's mean |w|."""

    @staticmethod
    def forward(context, w):
        m = mean_magnitude(w)
        context.save_for_backward(w, m)
        look(torch.cat((w, w.abs() - 2 * m)))
        return torch.where(w < 0, -m, m)

    @staticmethod
    def backward(context, d):
        w, m = context.saved_tensors
        return d * (w.abs() <= 2 * m)


class Magnitude(torch.autograd.Function):
    """MF's weights beside sign(x): integers W = clamp(round(rho w / g)), times g = m s_x."""

    @staticmethod
    def forward(context, w, input_step, limit):
        unit = mean_magnitude(w) * input_step
        u = RHO * w / unit
        context.save_for_backward(u)
        context.limit = limit
        look_at_levels(u, -limit, limit)
        return unit * nearest(u.clamp(-limit, limit))

    @staticmethod
    def backward(context, d):
        (u,) = context.saved_tensors
        return d * RHO * (u.abs() <= context.limit), None, None


def quantised(parameters, tensor, x, bits):
    """The tensor at `bits`, and its step. The network's input is bytes, with a fixed step."""
    if tensor == "input":
        step = 2.0 ** (1 - bits)
        return step * nearest(x / step).clamp(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1), step
    log_step = parameters[f"{tensor}.output.step{bits}"]
    return Activation.apply(x, log_step, 0, 2**bits - 1), log_step.detach().exp()


def path(parameters, name, x, operator, bits):
    """What one choice makes of a layer's input."""
    tensor, _, _, kernel, groups = LAYERS[name]
    value, step = quantised(parameters, tensor, x, bits)
    w, limit = parameters[f"{name}.weight"], 2 ** (bits - 1) - 1

    def convolve(input_, weight):
        return functional.conv2d(input_, weight, padding=kernel // 2, groups=groups)

    if operator == "T" and bits == 8:
        return convolve(value, LargestStep.apply(w, limit))
    if operator == "T":
        return convolve(value, LearnedStep.apply(w, parameters[f"{name}.step{bits}"], limit))
    if operator == "BC":
        return convolve(value, Binary.apply(w))
    sign = convolve(torch.sign(value.detach()), Magnitude.apply(w, step, limit))
    return sign + convolve(value, Binary.apply(w))


def layer(parameters, statistics, name, x, p, kappa):
    z = sum(p[j] * kappa[j] * path(parameters, name, x, *choice)
            for j, choice in enumerate(CHOICES) if p[j] > 0)
    y = functional.batch_norm(z, *statistics[name], parameters[f"{name}.gamma"],
                              parameters[f"{name}.beta"], True, 0.1, 1e-5)
    look(y)
    return functional.relu(y)


def pool(x):
    first, second = functional.unfold(x.detach().reshape(-1, 1, *x.shape[2:]), 2, stride=2).topk(
        2, 1).values.unbind(1)
    look((first - second)[first > 0])
    return functional.max_pool2d(x, 2)


def forward(parameters, statistics, pixel, p, kappa):
    def run(name, x):
        i = list(LAYERS).index(name)
        return layer(parameters, statistics, name, x, p[i], kappa[i])

    x = run("conv1", (pixel - 128) / 128)
    squeeze = run("squeeze", pool(x))
    x = torch.cat((run("e1x1", squeeze), run("e3x3", squeeze)), 1)
    return run("conv10", x).mean((2, 3))


def floats(tensor):
    """Rounded to floats, in double."""
    return tensor.float().double()


def draw_parameters():
    out = {}
    for name, (_, m, c, kernel, _) in LAYERS.items():
        out[f"{name}.weight"] = torch.randn(m, c, kernel, kernel) * (2 / (c * kernel**2)) ** 0.5
        out[f"{name}.gamma"] = 0.5 + torch.rand(m)
        out[f"{name}.beta"] = 0.6 * torch.rand(m) - 0.1
        mean = mean_magnitude(out[f"{name}.weight"]).flatten()
        for bits in (4, 2):
            begin = 2 * mean / (2 ** (bits - 1) - 1) ** 0.5
            out[f"{name}.step{bits}"] = torch.log(begin) + 0.4 * torch.rand(m) - 0.3
    for tensor in ("pool1", "squeeze", "concat"):
        for bits, reach in REACH.items():
            out[f"{tensor}.output.step{bits}"] = torch.tensor(reach / (2**bits - 1)).log()
    return {name: floats(value).requires_grad_() for name, value in out.items()}


def groups_of(parameters, is_sgd):
    """Decay is for weights; SGD takes smaller steps in logarithms."""
    weight, step = [], []
    other = []
    for name, value in parameters.items():
        (weight if name.endswith("weight") else step if ".step" in name else other).append(value)
    rate = SGD["lr"] * LOG_STEP_RATE
    return [dict(params=weight, weight_decay=WEIGHT_DECAY), dict(params=other),
            dict(params=step, **(dict(lr=rate) if is_sgd else {}))]


def after_steps(parameters, is_sgd):
    copies = {name: value.detach().clone() for name, value in parameters.items()}
    for name, value in copies.items():
        value.grad = parameters[name].grad
    groups = groups_of(copies, is_sgd)
    optimiser = torch.optim.SGD(groups, **SGD) if is_sgd else torch.optim.Adam(groups, **ADAM)
    optimiser.step()
    optimiser.step()
    return copies


def record(seed):
    """Vectors by name, or None if a decision is too near."""
    torch.manual_seed(seed)
    torch.set_default_dtype(torch.float64)
    margin[0] = 1.0
    parameters = draw_parameters()
    statistics = {n: (torch.zeros(v[1]), torch.ones(v[1])) for n, v in LAYERS.items()}
    pixel = torch.randint(256, (IMAGES, 3, 8, 8)).double()
    label = torch.randint(CLASSES, (IMAGES,))
    p = torch.rand(len(LAYERS), len(CHOICES)) + 0.1
    p[1, 2] = 0  # a path that is not computed
    p = floats(p / p.sum(1, keepdim=True)).requires_grad_()
    kappa = floats(0.6 + 0.8 * torch.rand(len(LAYERS), len(CHOICES)))
    output = forward(parameters, statistics, pixel, p, kappa)
    loss = functional.cross_entropy(output, label, label_smoothing=SMOOTHING)
    loss.backward()
    for value in parameters.values():  # of the path that is not computed
        value.grad = torch.zeros_like(value) if value.grad is None else value.grad
    if margin[0] < MARGIN:
        return None
    out = {"pixel": pixel, "label": label, "p": p, "kappa": kappa, "output": output, "loss": loss,
           "p.gradient": p.grad}
    adam, sgd = after_steps(parameters, False), after_steps(parameters, True)
    for name, value in parameters.items():
        out[name], out[f"{name}.gradient"] = value, value.grad
        out[f"{name}.adam"], out[f"{name}.sgd"] = adam[name], sgd[name]
    for name, (mean, variance) in statistics.items():
        out[f"{name}.mean"], out[f"{name}.variance"] = mean, variance
    return out


def main():
    seed = next(seed for seed in range(1, 100000) if record(seed))
    with open(sys.argv[1], "w", encoding="ascii") as file:
        for name, value in record(seed).items():
            numbers = " ".join(f"{v:.9g}" for v in value.detach().flatten().tolist())
            file.write(f"{name} {value.numel()} {numbers}\n")
    print(f"seed {seed}, margin {margin[0]:.1e}")


if __name__ == "__main__":
    main()
