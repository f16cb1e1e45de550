"""PyTorch Geometric and RDKit: a network on a CSV of SMILES, as `gcn train FILE.csv` trains one; the whole of it is timed.

    python pyg_molecules.py BBBP.csv --targets p_np

Reads the file, parses each SMILES with RDKit, makes one-hot features of atoms and bonds, splits by Murcko scaffolds as DeepChem
does (80/10/10), trains with a validation each epoch, and prints the test metric (ROC-AUC, or RMSE where a target is a number)
of the epoch that was best on the validation rows. Blank cells are left out of the loss and of the metrics. `cpu_s` is the
processor time of all threads, start-up included; on a busy machine take `--threads 1`, since PyTorch's threads wait for each
other in loops.
"""
import time

begin = time.perf_counter()
import argparse, csv, json, resource

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("file")
parser.add_argument("--smiles", default="smiles", help="the column of the SMILES")
parser.add_argument("--targets", nargs="+", default=["p_np"], help="the columns to learn")
parser.add_argument("--model", choices=["gcn", "gin", "gine", "dmpnn"], default="gine")
parser.add_argument("--split", choices=["scaffold", "random"], default="scaffold")
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--hidden", type=int, default=128)
parser.add_argument("--layers", type=int, default=3)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--dropout", type=float, default=0.2)
parser.add_argument("--rate", type=float, default=1e-3)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()

import numpy as np
import torch
import torch.nn.functional as F
from rdkit import Chem, RDLogger
from rdkit.Chem.Scaffolds.MurckoScaffold import MurckoScaffoldSmiles
from sklearn.metrics import roc_auc_score
from torch.nn import BatchNorm1d, Dropout, Linear, ModuleList, ReLU, Sequential
from torch_geometric.data import Data
from torch_geometric.loader import DataLoader
from torch_geometric.nn import GCNConv, GINConv, GINEConv, global_mean_pool
from torch_geometric.utils import scatter

imported = time.perf_counter()
RDLogger.DisableLog("rdApp.*")
torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)


# MARK: molecules to graphs

def places(values):
    return {value: place for place, value in enumerate(values)}


def one_hot(value, known):
    """One place for each known value, and a last one for all others."""
    row = [0.0] * (len(known) + 1)
    row[known.get(value, len(known))] = 1.0
    return row


SYMBOLS = places(["C", "N", "O", "F", "P", "S", "Cl", "Br", "I", "B", "Si", "Se", "Na", "K", "Ca", "Fe", "As", "H"])
DEGREES, HYDROGENS, CHARGES = places(range(6)), places(range(5)), places([-2, -1, 0, 1, 2])
HYBRIDS = places([Chem.HybridizationType.names[name] for name in ("S", "SP", "SP2", "SP3", "SP3D", "SP3D2")])
CHIRALITIES = places([Chem.ChiralType.CHI_UNSPECIFIED, Chem.ChiralType.CHI_TETRAHEDRAL_CW, Chem.ChiralType.CHI_TETRAHEDRAL_CCW])
BONDS = places([Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE, Chem.BondType.AROMATIC])
STEREOS = places([Chem.BondStereo.STEREONONE, Chem.BondStereo.STEREOE, Chem.BondStereo.STEREOZ])


def atom_features(atom):
    return (one_hot(atom.GetSymbol(), SYMBOLS) + one_hot(atom.GetDegree(), DEGREES) + one_hot(atom.GetTotalNumHs(), HYDROGENS)
            + one_hot(atom.GetFormalCharge(), CHARGES) + one_hot(atom.GetHybridization(), HYBRIDS)
            + one_hot(atom.GetChiralTag(), CHIRALITIES)
            + [float(atom.GetIsAromatic()), float(atom.IsInRing()), atom.GetMass() * 0.01])


def bond_features(bond):
    return (one_hot(bond.GetBondType(), BONDS) + one_hot(bond.GetStereo(), STEREOS)[:3]
            + [float(bond.GetIsConjugated()), float(bond.IsInRing())])


def graph(molecule, targets):
    x = torch.tensor([atom_features(atom) for atom in molecule.GetAtoms()])
    edges, features = [], []
    for bond in molecule.GetBonds():  # each bond as an edge and, right behind it, its reverse
        i, j, row = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), bond_features(bond)
        edges += [(i, j), (j, i)]
        features += [row, row]
    edge_index = torch.tensor(edges, dtype=torch.long).reshape(-1, 2).T.contiguous()
    edge_attr = torch.tensor(features, dtype=torch.float).reshape(-1, 10)
    return Data(x=x, edge_index=edge_index, edge_attr=edge_attr, y=torch.tensor([targets]))


graphs, molecules, refused = [], [], 0
with open(options.file, encoding="utf-8", errors="replace", newline="") as file:
    for row in csv.DictReader(file):
        molecule = Chem.MolFromSmiles(row[options.smiles].strip())
        if molecule is None or molecule.GetNumAtoms() == 0:
            refused += 1
            continue
        targets = [float(row[name]) if row[name].strip() else float("nan") for name in options.targets]
        molecules.append(molecule)
        graphs.append(graph(molecule, targets))


# MARK: split

def scaffold_split():
    """DeepChem's: the largest scaffolds first into the training rows, whole."""
    scaffolds = {}
    for index, molecule in enumerate(molecules):
        scaffolds.setdefault(MurckoScaffoldSmiles(mol=molecule, includeChirality=False), []).append(index)
    parts, count = ([], [], []), len(molecules)
    for rows in sorted(scaffolds.values(), key=lambda rows: (len(rows), rows[0]), reverse=True):
        if len(parts[0]) + len(rows) <= 0.8 * count:
            parts[0].extend(rows)
        elif len(parts[0]) + len(parts[1]) + len(rows) <= 0.9 * count:
            parts[1].extend(rows)
        else:
            parts[2].extend(rows)
    return parts


def random_split():
    order, count = np.random.RandomState(options.seed).permutation(len(molecules)).tolist(), len(molecules)
    return order[: int(0.8 * count)], order[int(0.8 * count) : int(0.9 * count)], order[int(0.9 * count) :]


train, validation, test = scaffold_split() if options.split == "scaffold" else random_split()
labels = torch.cat([data.y for data in graphs])
is_classification = bool(((labels == 0) | (labels == 1) | labels.isnan()).all())
if not is_classification:  # numbers are learnt standardized
    known = labels[train].numpy()
    mean, deviation = np.nanmean(known, axis=0), np.nanstd(known, axis=0)
    for data in graphs:
        data.y = (data.y - torch.tensor(mean)) / torch.tensor(deviation)
prepared = time.perf_counter()


# MARK: model

def perceptron(inputs, outputs):
    return Sequential(Linear(inputs, outputs), BatchNorm1d(outputs), ReLU(), Linear(outputs, outputs))


class Network(torch.nn.Module):
    """Layers with batch normalization, ReLU and dropout, the mean of the atoms, a head of two layers."""

    def __init__(self, atoms, bonds, targets):
        super().__init__()
        width, kind = options.hidden, options.model
        sizes = [atoms] + [width] * options.layers
        if kind == "gcn":
            self.layers = ModuleList(GCNConv(a, b) for a, b in zip(sizes, sizes[1:]))
        elif kind == "gin":
            self.layers = ModuleList(GINConv(perceptron(a, b)) for a, b in zip(sizes, sizes[1:]))
        else:
            self.layers = ModuleList(GINEConv(perceptron(a, b), edge_dim=bonds) for a, b in zip(sizes, sizes[1:]))
        self.norms = ModuleList(BatchNorm1d(width) for _ in self.layers)
        self.head = Sequential(Linear(width, width), ReLU(), Dropout(options.dropout), Linear(width, targets))

    def forward(self, batch):
        x = batch.x
        for layer, norm in zip(self.layers, self.norms):
            x = layer(x, batch.edge_index, batch.edge_attr) if options.model == "gine" else layer(x, batch.edge_index)
            x = F.dropout(norm(x).relu(), options.dropout, self.training)
        return self.head(global_mean_pool(x, batch.batch, batch.num_graphs))


class DirectedNetwork(torch.nn.Module):
    """Yang et al. 2019 (arXiv:1904.01561): messages live on directed bonds and do not turn straight back."""

    def __init__(self, atoms, bonds, targets):
        super().__init__()
        width = options.hidden
        self.first = Linear(atoms + bonds, width, bias=False)
        self.again = Linear(width, width, bias=False)
        self.last = Linear(atoms + width, width)
        self.head = Sequential(Dropout(options.dropout), Linear(width, width), ReLU(), Dropout(options.dropout), Linear(width, targets))

    def forward(self, batch):
        (source, target), count = batch.edge_index, batch.num_nodes
        start = self.first(torch.cat([batch.x[source], batch.edge_attr], 1))
        message = start.relu()
        for _ in range(options.layers - 1):
            gathered = scatter(message, target, dim_size=count, reduce="sum")
            reverse = message.view(-1, 2, message.shape[1]).flip(1).reshape(message.shape)  # an edge stands beside its reverse
            message = F.dropout((start + self.again(gathered[source] - reverse)).relu(), options.dropout, self.training)
        gathered = scatter(message, target, dim_size=count, reduce="sum")
        atoms = self.last(torch.cat([batch.x, gathered], 1)).relu()
        return self.head(global_mean_pool(atoms, batch.batch, batch.num_graphs))


def evaluate(loader):
    model.eval()
    with torch.no_grad():
        pairs = [(model(batch), batch.y) for batch in loader]
    predicted, true = (torch.cat(column).numpy() for column in zip(*pairs))
    scores = []
    for column in range(true.shape[1]):
        rows = ~np.isnan(true[:, column])
        p, y = predicted[rows, column], true[rows, column]
        if not is_classification:
            scores.append(float(np.sqrt(np.mean((p - y) ** 2)) * deviation[column]))
        elif 0 < y.sum() < len(y):
            scores.append(float(roc_auc_score(y, p)))
    return float(np.mean(scores)) if scores else float("nan")


# MARK: training

loaders = [DataLoader([graphs[i] for i in rows], batch_size=options.batch if shuffle else 256, shuffle=shuffle)
           for rows, shuffle in ((train, True), (validation, False), (test, False))]
network = DirectedNetwork if options.model == "dmpnn" else Network
model = network(graphs[0].x.shape[1], graphs[0].edge_attr.shape[1], len(options.targets))
optimizer = torch.optim.Adam(model.parameters(), lr=options.rate)
loss_of = F.binary_cross_entropy_with_logits if is_classification else F.mse_loss
times, best, kept, best_epoch = [], None, None, 0
for epoch in range(1, options.epochs + 1):
    epoch_begin = time.perf_counter()
    model.train()
    for batch in loaders[0]:
        optimizer.zero_grad()
        predicted, known = model(batch), ~batch.y.isnan()
        loss_of(predicted[known], batch.y[known]).backward()
        optimizer.step()
    score = evaluate(loaders[1])
    if best is None or (score > best if is_classification else score < best):
        best, best_epoch = score, epoch
        kept = {name: value.clone() for name, value in model.state_dict().items()}
    times.append((time.perf_counter() - epoch_begin) * 1e3)
model.load_state_dict(kept)
result = evaluate(loaders[2])
end = time.perf_counter()
print(json.dumps(dict(
    peer="pyg", task="molecules", file=options.file.rsplit("/", 1)[-1], model=options.model, molecules=len(graphs), refused=refused,
    split=options.split, rows=[len(train), len(validation), len(test)], atom_columns=graphs[0].x.shape[1],
    bond_columns=graphs[0].edge_attr.shape[1], epochs=options.epochs, best_epoch=best_epoch,
    metric="roc_auc" if is_classification else "rmse", validation=best, test=result, whole_s=end - begin, cpu_s=time.process_time(),
    import_s=imported - begin, prepare_s=prepared - imported, epoch_ms=sorted(times)[len(times) // 2], threads=options.threads,
    peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)))
