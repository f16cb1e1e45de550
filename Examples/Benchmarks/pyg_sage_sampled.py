"""PyTorch Geometric: two-layer GraphSAGE with neighbour sampling on a generated graph like `gcn-bench sampled`'s.

Uses `NeighborLoader` where pyg-lib or torch-sparse is installed; without them PyG cannot sample neighbours, and a sampler in
vectorised PyTorch stands in (fan-out with replacement where a node has more neighbours: less work than without).

    python pyg_sage_sampled.py --nodes 200000 --edges 1000000 --epochs 3
"""
import argparse, json, resource, time

import numpy as np
import torch
import torch.nn.functional as F
import torch_geometric.typing
from torch_geometric.data import Data
from torch_geometric.nn import SAGEConv
from torch_geometric.utils import index_sort

parser = argparse.ArgumentParser()
parser.add_argument("--nodes", type=int, default=2_000_000)
parser.add_argument("--edges", type=int, default=10_000_000, help="before the reverse ones are added")
parser.add_argument("--hidden", type=int, default=64)
parser.add_argument("--fan-outs", default="10,10")
parser.add_argument("--batch", type=int, default=1024)
parser.add_argument("--epochs", type=int, default=3)
parser.add_argument("--workers", type=int, default=0)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
fan_outs = [int(part) for part in options.fan_outs.split(",")]

# the graph: as Sources/Graphs/Generators/LargeGraphGenerator.swift makes it
classes, width, homophily, signal = 16, 64, 0.6, 0.1
rng = np.random.default_rng(options.seed)
first = rng.integers(0, options.nodes, options.edges)
group = np.where(rng.random(options.edges) < homophily, first % classes, rng.integers(0, classes, options.edges))
members = (options.nodes - group + classes - 1) // classes
second = (rng.random(options.edges) ** 2 * members).astype(np.int64) * classes + group
sources, targets = torch.tensor(np.concatenate([first, second])), torch.tensor(np.concatenate([second, first]))
y = torch.arange(options.nodes) % classes
x = torch.rand(options.nodes, width) * 2 - 1
x += ((torch.rand(classes, width) * 2 - 1) * signal * 1.732)[y]
chance = torch.tensor(rng.random(options.nodes))
train, test = (chance < 0.1).nonzero().view(-1), ((chance >= 0.12) & (chance < 0.17)).nonzero().view(-1)


class SAGE(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = SAGEConv(width, options.hidden), SAGEConv(options.hidden, classes)

    def forward(self, x, edges):
        return self.second(F.dropout(self.first(x, edges).relu(), 0.5, self.training), edges)


def loader_of_pyg():
    from torch_geometric.loader import NeighborLoader

    loader = NeighborLoader(Data(x=x, y=y, edge_index=torch.stack([sources, targets])), fan_outs, train,
                            batch_size=options.batch, shuffle=True, num_workers=options.workers)
    for batch in loader:
        yield batch.x, batch.edge_index, batch.y[: batch.batch_size]


def loader_of_torch(rows, neighbours):
    order = train[torch.randperm(len(train))]
    place = torch.full((options.nodes,), -1)
    for begin in range(0, len(order), options.batch):
        seeds = order[begin : begin + options.batch]
        nodes, frontier, heads, tails = seeds, seeds, [], []
        place[seeds] = torch.arange(len(seeds))
        for fan_out in fan_outs:
            starts, degrees = rows[frontier], rows[frontier + 1] - rows[frontier]
            taken = degrees.clamp(max=fan_out)
            owner = torch.repeat_interleave(torch.arange(len(frontier)), taken)
            rank = torch.arange(len(owner)) - torch.repeat_interleave(taken.cumsum(0) - taken, taken)
            drawn = (torch.rand(len(owner)) * degrees[owner]).long()
            found = neighbours[starts[owner] + torch.where(degrees[owner] <= fan_out, rank, drawn)]
            fresh = torch.unique(found[place[found] < 0])
            place[fresh] = torch.arange(len(nodes), len(nodes) + len(fresh))
            nodes = torch.cat([nodes, fresh])
            tails.append(place[found])
            heads.append(place[frontier][owner])
            frontier = fresh
        edges = torch.stack([torch.cat(tails), torch.cat(heads)])
        yield x[nodes], edges, y[seeds]
        place[nodes] = -1


native = torch_geometric.typing.WITH_PYG_LIB or torch_geometric.typing.WITH_TORCH_SPARSE
if not native:
    ordered, permutation = index_sort(targets, max_value=options.nodes)
    neighbours = sources[permutation]
    rows = torch.searchsorted(ordered, torch.arange(options.nodes + 1))

model = SAGE()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
times, waits, losses = [], [], []
for _ in range(options.epochs):
    begin = time.perf_counter()
    model.train()
    total, waited = 0.0, 0.0
    batches = iter(loader_of_pyg() if native else loader_of_torch(rows, neighbours))
    while True:
        asked = time.perf_counter()
        batch = next(batches, None)
        waited += time.perf_counter() - asked
        if batch is None:
            break
        features, edges, wanted = batch
        optimizer.zero_grad()
        loss = F.cross_entropy(model(features, edges)[: len(wanted)], wanted)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(wanted)
    times.append(time.perf_counter() - begin)
    waits.append(waited)
    losses.append(total / len(train))
print(json.dumps(dict(peer="pyg", task="sage-sampled", sampler="NeighborLoader" if native else "torch", nodes=options.nodes,
                      directed_edges=2 * options.edges, train_s=sorted(times)[len(times) // 2],
                      of_it_waiting_for_batches_s=sorted(waits)[len(waits) // 2], last_loss=losses[-1],
                      peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)), flush=True)
