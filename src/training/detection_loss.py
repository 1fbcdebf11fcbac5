"""Which cells answer for which face (SimOTA: each face takes the few cells that already fit it best), and the loss."""
import torch
import torch.nn.functional as F

from detections import STRIDES


def cells(maps):
    """Column, row and stride of every cell: [M,3]."""
    out = []
    for m, s in zip(maps, STRIDES):
        y, x = torch.meshgrid(torch.arange(m.shape[2]), torch.arange(m.shape[3]), indexing="ij")
        out.append(torch.stack([x.flatten(), y.flatten(), torch.full_like(x.flatten(), s)], 1))
    return torch.cat(out).float()


def boxes_of(raw, cell):
    """Decoded centre and size in pixels."""
    s = cell[:, 2:]
    return torch.cat([(cell[:, :2] + raw[..., 2:4]) * s, raw[..., 4:6].clamp(max=6).exp() * s], -1)


def corners(b):
    return b[..., :2] - b[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2


def overlap(a, b):
    """Element-wise (broadcast) intersection over union of centre-size boxes."""
    (al, ah), (bl, bh) = corners(a), corners(b)
    inter = (torch.min(ah, bh) - torch.max(al, bl)).clamp(min=0).prod(-1)
    return inter / (a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - inter).clamp(min=1e-6)


def eiou(a, b):
    """1 - IoU plus distances of centre, width and height, each relative to the enclosing box."""
    (al, ah), (bl, bh) = corners(a), corners(b)
    span = (torch.max(ah, bh) - torch.min(al, bl)).clamp(min=1e-3)
    centre = ((a[..., :2] - b[..., :2]) ** 2).sum(-1) / (span ** 2).sum(-1)
    size = ((a[..., 2:] - b[..., 2:]) ** 2 / span ** 2).sum(-1)
    return 1 - overlap(a, b) + centre + size


@torch.no_grad()
def assign(raw, boxes, cell, truth):
    """Index of the face each cell answers for, -1 for none; and the overlap."""
    none = torch.full((len(cell),), -1, dtype=torch.long)
    if not len(truth):
        return none, torch.zeros(len(cell))
    middle = (cell[:, :2] + 0.5) * cell[:, 2:]
    low, high = corners(truth)
    inside = ((middle[:, None] > low) & (middle[:, None] < high)).all(-1)
    near = ((middle[:, None] - truth[None, :, :2]).abs() < 2.0 * cell[:, None, 2:]).all(-1)
    candidate = (inside | near).any(1).nonzero()[:, 0]
    if not len(candidate):
        return none, torch.zeros(len(cell))
    fit = overlap(boxes[candidate][:, None], truth[None])
    score = (raw[candidate, 0].sigmoid() * raw[candidate, 1].sigmoid()).sqrt().clamp(1e-4, 1 - 1e-4)
    both = (inside & near)[candidate]
    cost = -score.log()[:, None] - 3 * (fit + 1e-6).log() + 1e5 * ~both
    # before boxes fit at all, prefer the stride whose cells suit the face
    suit = (truth[None, :, 2:].prod(-1).sqrt() / (cell[candidate, 2:] * 4)).log2().abs()
    cost = cost + 0.5 * suit
    taken = torch.zeros_like(fit, dtype=torch.bool)
    k = fit.topk(min(10, len(candidate)), 0).values.sum(0).int().clamp(1, len(candidate))
    for j in range(len(truth)):
        taken[cost[:, j].topk(int(k[j]), largest=False).indices, j] = True
    contested = taken.sum(1) > 1
    if contested.any():
        best = cost[contested].argmin(1)
        taken[contested] = F.one_hot(best, len(truth)).bool()
    chosen = taken.any(1)
    none[candidate[chosen]] = taken[chosen].int().argmax(1)
    quality = torch.zeros(len(cell))
    quality[candidate[chosen]] = (fit * taken).sum(1)[chosen]
    return none, quality


def ignored(cell, regions):
    """Cells whose middle lies in a region that is neither face nor background."""
    middle = (cell[:, :2] + 0.5) * cell[:, 2:]
    low, high = regions[:, :2], regions[:, :2] + regions[:, 2:]
    return ((middle[:, None] > low) & (middle[:, None] < high)).all(-1).any(1)


def loss_of(maps, samples):
    """Class (how well the box fits), object, box and points; samples as Batches makes them."""
    cell = cells(maps)
    raw = torch.cat([m.flatten(2).transpose(1, 2) for m in maps], 1)
    boxes = boxes_of(raw, cell)
    face, quality, weight, truths, spots = [], [], [], [], []
    base = 0
    for i, (_, truth, points, regions) in enumerate(samples):
        t = torch.from_numpy(truth)
        t = torch.cat([t[:, :2] + t[:, 2:] / 2, t[:, 2:]], 1)
        f, q = assign(raw[i].detach(), boxes[i].detach(), cell, t)
        w = torch.ones(len(cell))
        if not len(truth) and not len(regions):  # surely nobody: what looks like a face counts more
            w += 3 * raw[i, :, 1].detach().sigmoid()
        if len(regions):
            w[ignored(cell, torch.from_numpy(regions)) & (f < 0)] = 0
        face.append(torch.where(f >= 0, f + base, f))
        quality.append(q), weight.append(w), truths.append(t), spots.append(torch.from_numpy(points))
        base += len(t)
    face, quality, weight = torch.stack(face), torch.stack(quality), torch.stack(weight)
    truths, spots = torch.cat(truths), torch.cat(spots)
    at = face >= 0
    count = max(1, int(at.sum()))
    obj = (F.binary_cross_entropy_with_logits(raw[..., 1], at.float(), reduction="none") * weight).sum() / count
    if not at.any():
        zero = raw.sum() * 0
        return zero, obj, zero, zero
    who = face[at]
    cls = F.binary_cross_entropy_with_logits(raw[..., 0][at], quality[at], reduction="sum") / count
    box = 5 * eiou(boxes[at], truths[who]).sum() / count
    known = ~spots[who].isnan().any(-1).any(-1)
    place = cell.expand(len(samples), -1, -1)[at][known]
    predicted = (raw[at][known][:, 6:].reshape(-1, 5, 2) + place[:, None, :2]) * place[:, None, 2:]
    scale = truths[who][known][:, None, 2:].mean(-1, keepdim=True)
    error = F.smooth_l1_loss(predicted / scale, spots[who][known] / scale, reduction="sum", beta=0.03)
    return cls, obj, box, 1.5 * error / max(1, int(known.sum()))
