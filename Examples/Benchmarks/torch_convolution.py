"""PyTorch: single convolutions, forward and both gradients, and max poolings, in both memory layouts; beside `gcn-bench convolution`.

    python torch_convolution.py --threads 2
"""
import argparse, json, time

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--repeats", type=int, default=20)
options = parser.parse_args()

import torch
import torch.nn.functional as F

torch.set_num_threads(options.threads)
torch.manual_seed(0)

# name, items, inputs, outputs, side, window, stride, padding, groups
CASES = [
    ("64-64 3x3 56", 16, 64, 64, 56, 3, 1, 1, 1),
    ("128-128 3x3 28", 16, 128, 128, 28, 3, 1, 1, 1),
    ("64-256 1x1 56", 16, 64, 256, 56, 1, 1, 0, 1),
    ("3-64 7x7/2 224", 16, 3, 64, 224, 7, 2, 3, 1),
    ("1-32 3x3 28", 100, 1, 32, 28, 3, 1, 1, 1),
    ("32-64 3x3 14", 100, 32, 64, 14, 3, 1, 0, 1),
    ("32-32 3x3 28", 100, 32, 32, 28, 3, 1, 1, 1),
    ("128-128 3x3 7", 100, 128, 128, 7, 3, 1, 1, 1),
    ("32-64 3x3/2 28", 100, 32, 64, 28, 3, 2, 1, 1),
    ("96-96 3x3 56 depthwise", 16, 96, 96, 56, 3, 1, 1, 96),
]
POOLINGS = [("max 2x2 32 28", 100, 32, 28, 2, 2, 0), ("max 3x3/2 64 112", 16, 64, 112, 3, 2, 1)]


def least(step):
    """Milliseconds, the least of many repeats."""
    step(), step()
    times = []
    for _ in range(options.repeats):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return min(times) * 1e3


for layout in (torch.contiguous_format, torch.channels_last):
    name_of_layout = "channels_last" if layout == torch.channels_last else "default"
    for name, items, inputs, outputs, side, window, stride, padding, groups in CASES:
        x = torch.rand(items, inputs, side, side).to(memory_format=layout)
        w = torch.rand(outputs, inputs // groups, window, window).to(memory_format=layout)
        b = torch.rand(outputs)
        with torch.no_grad():
            y = F.conv2d(x, w, b, stride, padding, groups=groups)
            dy = torch.rand(y.shape).to(memory_format=layout)
            forward = least(lambda: F.conv2d(x, w, b, stride, padding, groups=groups))

            def back(mask):
                torch.ops.aten.convolution_backward(dy, x, w, [outputs], [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, mask)

            row = dict(peer="torch", layout=name_of_layout, case=name, forward_ms=forward,
                       weight_gradient_ms=least(lambda: back([False, True, True])))
            row["all_ms"] = forward + row["weight_gradient_ms"]
            if inputs > 3:
                row["input_gradient_ms"] = least(lambda: back([True, False, False]))
                # both at once, as a training step asks for them
                row["all_ms"] = forward + min(least(lambda: back([True, True, True])), row["weight_gradient_ms"] + row["input_gradient_ms"])
        print(json.dumps(row), flush=True)
    for name, items, channels, side, window, stride, padding in POOLINGS:
        x = torch.rand(items, channels, side, side).to(memory_format=layout).requires_grad_()
        with torch.no_grad():
            forward = least(lambda: F.max_pool2d(x, window, stride, padding))
        y = F.max_pool2d(x, window, stride, padding)
        dy = torch.rand(y.shape).to(memory_format=layout)
        back = least(lambda: torch.autograd.grad(y, x, dy, retain_graph=True))
        print(json.dumps(dict(peer="torch", layout=name_of_layout, case=name, forward_ms=forward, input_gradient_ms=back)), flush=True)
