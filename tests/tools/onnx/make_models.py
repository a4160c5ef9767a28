#!/usr/bin/python3
"""Exports small networks with PyTorch's ONNX exporter and writes, beside each FILE.onnx, what
PyTorch itself computes of it: FILE.layers has a line per convolution and linear layer, in the order
of their execution. The tests read both and need neither Python nor PyTorch.

    apt-get install python3-torch python3-onnx
    ./make_models.py            # writes into its own folder
"""
import os
import platform

import torch
from torch import nn
from torch.nn import functional as F
from torch.onnx import TrainingMode


class Fire(nn.Module):
    def __init__(self, channels, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1, bias=False)
        self.norm = nn.BatchNorm2d(squeeze)
        self.e1x1 = nn.Conv2d(squeeze, expand, 1)
        self.e3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = F.relu(self.norm(self.squeeze(x)))
        return torch.cat([F.relu(self.e1x1(x)), F.relu(self.e3x3(x))], 1)


class FireNet(nn.Module):
    """SqueezeNet in small: fire modules, pools that round up, batch normalisation, softmax."""

    shape = (3, 33, 31)
    export = {"opset_version": 13, "training": TrainingMode.PRESERVE, "do_constant_folding": False}

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2)
        self.pool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.fire2 = Fire(8, 4, 6)
        self.fire3 = Fire(12, 4, 6)
        self.pool3 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.fire4 = Fire(12, 6, 8)
        self.drop = nn.Dropout()
        self.conv5 = nn.Conv2d(16, 10, 1)
        self.pool5 = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        x = self.pool1(F.relu(self.conv1(x)))
        x = self.fire4(self.pool3(self.fire3(self.fire2(x))))
        x = self.pool5(F.relu(self.conv5(self.drop(x))))
        return F.softmax(torch.flatten(x, 1), 1)


class Inverted(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.same = stride == 1 and channels == out
        self.expand = nn.Conv2d(channels, 2 * channels, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(2 * channels)
        self.depthwise = nn.Conv2d(2 * channels, 2 * channels, 3, stride, 1, groups=2 * channels, bias=False)
        self.norm2 = nn.BatchNorm2d(2 * channels)
        self.project = nn.Conv2d(2 * channels, out, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(out)

    def forward(self, x):
        y = F.relu6(self.norm1(self.expand(x)))
        y = F.relu6(self.norm2(self.depthwise(y)))
        y = self.norm3(self.project(y))
        return x + y if self.same else y


class ResidualNet(nn.Module):
    """Residual blocks, with depthwise and projected ones; any batch; the exporter folds norms."""

    shape = (3, 24, 20)
    export = {"opset_version": 11, "dynamic_axes": {"image": {0: "batch"}, "scores": {0: "batch"}}}

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.block1 = Inverted(8, 8, 1)
        self.block2 = Inverted(8, 12, 2)
        self.block3 = Inverted(12, 12, 1)
        self.left = nn.Conv2d(12, 16, (3, 1), stride=2, padding=(1, 0))
        self.right = nn.Conv2d(12, 16, 1, stride=2)
        self.score = nn.Linear(16, 7)

    def forward(self, x):
        x = F.relu6(self.norm(self.stem(x)))
        x = self.block3(self.block2(self.block1(x)))
        x = F.relu(self.left(x) + self.right(x))
        x = x.mean([2, 3])
        return self.score(x.view(x.size(0), -1))


class LeNet(nn.Module):
    """Pools before activations, two kinds of linear layers behind a flattened image."""

    shape = (1, 20, 16)
    export = {"opset_version": 9}

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, (5, 3))
        self.conv2 = nn.Conv2d(6, 8, 3, padding=2, dilation=2)
        self.full3 = nn.Linear(8 * 4 * 3, 20)
        self.full4 = nn.Linear(20, 16, bias=False)
        self.full5 = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.full3(torch.flatten(x, 1)))
        x = F.dropout(F.relu(self.full4(x)), training=False)
        return F.log_softmax(self.full5(x), dim=1)


class Shuffled(nn.Module):
    """Groups whose channels are shuffled between them; a concatenation that halves the image."""

    shape = (4, 16, 16)
    export = {"opset_version": 17}

    def __init__(self):
        super().__init__()
        self.group1 = nn.Conv2d(4, 12, 3, padding=1, groups=2)
        self.depthwise = nn.Conv2d(12, 12, 3, stride=2, padding=1, groups=12)
        self.norm = nn.BatchNorm2d(12)
        self.group2 = nn.Conv2d(12, 18, 1, groups=3)
        self.full = nn.Linear(22, 5)

    @staticmethod
    def shuffle(x, groups):
        n, c, h, w = x.size()
        return x.view(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)

    def forward(self, x):
        y = self.shuffle(F.relu(self.group1(x)), 3)
        y = self.group2(self.norm(self.depthwise(y)))
        x = F.relu(torch.cat([F.avg_pool2d(x, 3, 2, 1), y], 1))
        return self.full(F.adaptive_avg_pool2d(x, 1).flatten(1))


def pair(value):
    return "%d %d" % (tuple(value) if isinstance(value, (tuple, list)) else (value, value))


def line(name, module, x, y):
    """What a layer takes, gives and multiplies, as the hook of its module sees it."""
    if isinstance(module, nn.Linear):
        m, c = module.weight.shape
        return "%s full %d %d 1 1 1 1 1 1 1 1 1 0 0 %d" % (name, c, m, m * c)
    m, c, r, s = module.weight.shape
    _, _, p, q = y.shape
    op = "depthwise" if module.groups == x.shape[1] == m and m > 1 else "conv"
    return "%s %s %d %d %d %d %d %d %d %s %s %s %d" % (
        name, op, x.shape[1], m, p, q, r, s, module.groups, pair(module.stride),
        pair(module.dilation), pair(module.padding), m * p * q * c * r * s)


def record(model, image):
    lines, names = [], {module: name for name, module in model.named_modules()}

    def hook(module, inputs, output):
        lines.append(line(names[module], module, inputs[0], output))

    hooks = [module.register_forward_hook(hook) for module in names
             if isinstance(module, (nn.Conv2d, nn.Linear))]
    model(image)
    for handle in hooks:
        handle.remove()
    return lines


def make(folder, name, model):
    torch.manual_seed(1)
    model = model().eval()
    image = torch.randn(1, *model.shape)
    lines = record(model, image)
    torch.onnx.export(model, image, os.path.join(folder, name + ".onnx"), input_names=["image"],
                      output_names=["scores"], **model.export)
    with open(os.path.join(folder, name + ".layers"), "w") as out:
        out.write("# %s of make_models.py, PyTorch %s, Python %s, opset %d\n" % (
            name, torch.__version__, platform.python_version(), model.export["opset_version"]))
        out.write("# layer op C M P Q R S G stride dilation pad multiply-accumulates\n")
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    make(here, "fire", FireNet)
    make(here, "residual", ResidualNet)
    make(here, "lenet", LeNet)
    make(here, "shuffle", Shuffled)
