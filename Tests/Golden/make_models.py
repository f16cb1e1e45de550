"""Makes models.json and models.safetensors: whole networks of PyTorch Geometric with random weights on a random batch.

python3 Tests/Golden/make_models.py   (torch, torch_geometric and safetensors installed)
"""
import json, pathlib
import torch
from safetensors.torch import save_file
from torch_geometric.nn.models import AttentiveFP

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
tensors, cases = {}, []
for number, (layers, timesteps, hidden) in enumerate([(1, 1, 4), (3, 2, 6)]):
    name = f"attentivefp{number}"
    inputs, edge_inputs, outputs = 5, 3, 2
    # three graphs; the last has one node and no edge
    pairs = [(0, 1), (1, 2), (2, 3), (1, 3), (4, 5), (5, 6)]
    edges = torch.tensor([[s, t] for s, t in pairs] + [[t, s] for s, t in pairs]).T
    batch = torch.tensor([0, 0, 0, 0, 1, 1, 1, 2])
    x = torch.randn(8, inputs).float().double()
    e = torch.randn(edges.shape[1], edge_inputs).float().double()
    model = AttentiveFP(inputs, hidden, outputs, edge_inputs, layers, timesteps).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_((torch.randn_like(parameter) * 0.5).float().double())
    y = model(x, edges, e, batch)
    up = torch.randn_like(y).float().double()
    (y * up).sum().backward()
    case = {"in.x": x, "in.edge_index": edges, "in.edge_attr": e, "in.batch": batch, "out.y": y, "up.y": up}
    for key, value in model.named_parameters():
        case[f"param.{key}"], case[f"grad_param.{key}"] = value, value.grad
    shapes = {}
    for key, value in case.items():
        value = value.detach()
        value = value.to(torch.int64) if value.dtype == torch.int64 else value.float()
        tensors[f"{name}/{key}"] = value.contiguous()
        shapes[key] = {"dtype": "i64" if value.dtype == torch.int64 else "f32", "shape": list(value.shape)}
    cases.append({"name": name, "kind": "AttentiveFP", "hyper": {
        "in_channels": inputs, "hidden_channels": hidden, "out_channels": outputs, "edge_dim": edge_inputs,
        "num_layers": layers, "num_timesteps": timesteps}, "tensors": shapes})
folder = pathlib.Path(__file__).parent
save_file(tensors, folder / "models.safetensors")
(folder / "models.json").write_text(json.dumps({"format": 1, "cases": cases}, separators=(",", ":")) + "\n")
