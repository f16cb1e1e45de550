"""PyTorch Geometric: graph attention on Cora (Veličković et al. 2018: 8 heads of 8, dropout 0.6), train and evaluate each epoch.

    python pyg_gat.py --peers DIR --data DIR
"""
import argparse, pathlib, sys, time

parser = argparse.ArgumentParser()
parser.add_argument("--peers", default=str(pathlib.Path(__file__).resolve().parents[3] / "shared" / "peers"), help="the folder of common.py")
parser.add_argument("--data", help="the folder of planetoid/")
parser.add_argument("--dataset", default="cora")
parser.add_argument("--epochs", type=int, default=200)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
sys.path.insert(0, options.peers)
from common import planetoid

import json, resource
import torch
import torch.nn.functional as F
from torch_geometric.nn import GATConv

torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
data = options.data or str(pathlib.Path(options.peers).resolve().parent / "data")
features, labels, edges, (train, validation, test) = planetoid(data, options.dataset)
x, y, graph = torch.tensor(features), torch.tensor(labels), torch.tensor(edges)
train, validation, test = (torch.tensor(rows) for rows in (train, validation, test))


class GAT(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = GATConv(x.shape[1], 8, heads=8, dropout=0.6)
        self.second = GATConv(64, int(y.max()) + 1, heads=1, concat=False, dropout=0.6)

    def forward(self, x):
        x = F.dropout(x, 0.6, self.training)
        x = F.elu(self.first(x, graph))
        return self.second(F.dropout(x, 0.6, self.training), graph)


model = GAT()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005, weight_decay=5e-4)
times, best, kept = [], 0, 0
for _ in range(options.epochs):
    begin = time.perf_counter()
    model.train()
    optimizer.zero_grad()
    F.cross_entropy(model(x)[train], y[train]).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        predicted = model(x).argmax(1)
    times.append((time.perf_counter() - begin) * 1e3)
    accuracy = (predicted[validation] == y[validation]).float().mean().item()
    if accuracy > best:
        best, kept = accuracy, (predicted[test] == y[test]).float().mean().item()
print(json.dumps(dict(peer="pyg", task="gat", dataset=options.dataset, epoch_ms=sorted(times)[len(times) // 2],
                      test_at_best_validation=kept, peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)))
