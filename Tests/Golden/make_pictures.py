"""pictures.json and pictures.safetensors: rotation, affine maps and colour adjustments of torchvision on Pillow pictures of
random numbers, which the vision set lacks. Run with torch, torchvision, pillow and safetensors installed."""
import json, os
import numpy as np, torch, PIL, torchvision
from PIL import Image
from safetensors.torch import save_file
from torchvision.transforms import functional as F, InterpolationMode as M

rng = np.random.default_rng(7)
cases, tensors = [], {}
u8 = lambda im: torch.from_numpy(np.array(im)).clone()
def add(name, kind, hyper, out, source):
    tensors[f"{name}/out.y"] = u8(out)
    cases.append(dict(name=name, kind=kind, hyper=hyper, source=source, tensors={}))
sources = {}
for name, shape in [("rgb", (21, 30, 3)), ("gray", (28, 28))]:
    low = Image.fromarray(rng.integers(0, 256, (6, 6) + shape[2:], dtype=np.uint8)).resize(shape[1::-1], Image.BILINEAR)
    a = np.clip(np.array(low).astype(int) + rng.integers(-20, 20, shape), 0, 255).astype(np.uint8)
    sources[name] = Image.fromarray(a)
    tensors[f"{name}/out.pixels"] = u8(sources[name])
    cases.append(dict(name=name, kind="source", hyper={}, tensors={}))
modes = dict(nearest=M.NEAREST, bilinear=M.BILINEAR)
for source, im in sources.items():
    for mode, m in modes.items():
        for angle in (17, -43.5, 90, 180, 270, 359, 0.25):
            add(f"rotate_{source}_{mode}_{angle}", "Rotate", dict(angle=angle, interpolation=mode), F.rotate(im, angle, m), source)
        add(f"rotate_{source}_{mode}_fill", "Rotate", dict(angle=30, interpolation=mode, fill=99), F.rotate(im, 30, m, fill=99), source)
        for i, (angle, t, s, sh) in enumerate([(20, (3, -2), 1.2, (10, 0)), (-65.5, (0, 5), 0.7, (-15, 5)), (0, (4, 1), 1.0, (0, 0)), (0, (0, 0), 1.3, (0, 0))]):
            add(f"affine_{source}_{mode}_{i}", "Affine", dict(angle=angle, translate=list(t), scale=s, shear=list(sh), interpolation=mode),
                F.affine(im, angle, list(t), s, list(sh), m), source)
    for f in (0, 0.3, 0.77, 1, 1.45, 3):
        add(f"brightness_{source}_{f}", "Brightness", dict(factor=f), F.adjust_brightness(im, f), source)
        add(f"contrast_{source}_{f}", "Contrast", dict(factor=f), F.adjust_contrast(im, f), source)
        add(f"saturation_{source}_{f}", "Saturation", dict(factor=f), F.adjust_saturation(im, f), source)
    for f in (-0.5, -0.31, -0.004, 0, 0.1, 0.27, 0.5):
        add(f"hue_{source}_{f}", "Hue", dict(factor=f), F.adjust_hue(im, f), source)
    for size in ((40, 13), (7, 9), (9, 33), (12, 25)):
        for mode, m in dict(modes, bicubic=M.BICUBIC).items():
            add(f"resize_{source}_{mode}_{size[0]}x{size[1]}", "Resize", dict(size=list(size), interpolation=mode), F.resize(im, list(size), m), source)
here = os.path.dirname(os.path.abspath(__file__))
save_file(tensors, here + "/pictures.safetensors")
with open(here + "/pictures.json", "w") as f:
    head = dict(format=1, torchvision=torchvision.__version__, pillow=PIL.__version__)
    f.write(json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
print(len(cases))
