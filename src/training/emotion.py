"""Trains the emotion classifier on FER+ soft votes, and judges it on PublicTest after every epoch."""
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from common import Average, cosine, save, start, training_arguments
from emotion_loss import EmotionLoss
from faces import FER7_TO_8, Augment, Fer, Joined, crops, template

MEAN, SCALE = 128.0, 1 / 64.0


def conv(inputs, outputs, stride=1, kernel=3, groups=1, act=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if act else nn.Sequential(*layers)


class Gate(nn.Module):
    """Squeeze and excitation: weighs channels by what the whole face shows."""

    def __init__(self, channels):
        super().__init__()
        self.down, self.up = nn.Conv2d(channels, channels // 8, 1), nn.Conv2d(channels // 8, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.up(F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(conv(channels, channels), conv(channels, channels, act=False), Gate(channels))

    def forward(self, x):
        return F.relu(x + self.body(x))


def even_light(x):
    """Each face with zero mean and unit deviation, whatever the light."""
    return F.instance_norm(x, eps=0.02)


class EmotionNet(nn.Module):
    """Grey face [N,1,S,S], normalised by MEAN and SCALE, to logits; in training also FER2013's seven classes."""

    def __init__(self, widths=(32, 64, 128), depths=(1, 2, 1), top=192, dropout=0.25):
        super().__init__()
        layers, before = [], 1
        for i, (width, depth) in enumerate(zip(widths, depths)):
            layers += [conv(before, width, 2, 3 if i else 5)] + [Residual(width) for _ in range(depth)]
            before = width
        self.trunk = nn.Sequential(*layers, conv(before, top, kernel=1))
        self.dropout, self.head, self.fer = nn.Dropout(dropout), nn.Linear(top, 8), nn.Linear(top, 7)

    def features(self, x):
        return F.adaptive_avg_pool2d(self.trunk(even_light(x)), 1).flatten(1)

    def forward(self, x):
        return self.head(self.features(x))

    def both(self, x):
        f = self.dropout(self.features(x))
        return self.head(f), self.fer(f)


def tensor(faces):
    return ((torch.from_numpy(faces)[:, None].float() - MEAN) * SCALE).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def predict(model, faces, batch=256):
    """Both readouts' logits: FER+ [N,8] and FER2013 [N,7]."""
    parts = [model.both(tensor(faces[i:i + batch])) for i in range(0, len(faces), batch)]
    return tuple(torch.cat(p).numpy() for p in zip(*parts))


def scores(logits, data):
    """Share right of the first readout against the FER+ majority, and of the second against FER2013's label."""
    has = data.majority >= 0
    plus = (logits[0][has].argmax(1) == data.majority[has]).mean()
    return float(plus), float((logits[1].argmax(1) == data.fer).mean())


def targets(data, mix):
    """Raters' votes, mixed with a little of FER2013's own label."""
    hard = np.eye(8, dtype=np.float32)[FER7_TO_8[data.fer]]
    return torch.from_numpy((1 - mix) * data.soft + mix * hard).float()


def build(args):
    return EmotionNet(tuple(args.widths), tuple(args.depths), args.top, args.dropout).to(memory_format=torch.channels_last)


def restored(path):
    """The averaged model of a checkpoint, as it is exported."""
    state = torch.load(path)
    model = EmotionNet(tuple(state["args"]["widths"]), tuple(state["args"]["depths"]), state["args"]["top"])
    model.load_state_dict(state["average"])
    return model.to(memory_format=torch.channels_last).eval().requires_grad_(False)


def main():
    parser = training_arguments(__doc__, "nice python3 emotion.py --name emotion-small --epochs 40",
                                "emotion-small", epochs=40, batch=96, lr=0.08)
    parser.add_argument("--widths", type=int, nargs=3, default=(32, 64, 128))
    parser.add_argument("--depths", type=int, nargs=3, default=(1, 2, 1))
    parser.add_argument("--top", type=int, default=192)
    parser.add_argument("--balance", type=float, default=0.35, help="0 draws faces as they come, 1 every label equally often")
    parser.add_argument("--fer-mix", type=float, default=0.2, help="weight of FER2013's hard label in the soft target")
    parser.add_argument("--fer-head", type=float, default=0.5, help="weight of the second readout, FER2013's own seven labels")
    parser.add_argument("--side", type=int, default=48)
    parser.add_argument("--join", nargs="*", default=(), choices=("ckplus", "muxspace"), help="further sets to learn from")
    parser.add_argument("--join-weight", type=float, default=1.5, help="how often their faces come, in times of FER2013's")
    parser.add_argument("--folds", type=int, nargs="+", default=(1, 2, 3), help="people of --join's sets to learn from; the rest stay unseen")
    parser.add_argument("--from", dest="begin", help="begin with the averaged weights of this checkpoint")
    parser.add_argument("--dropout", type=float, default=0.25, help="before the readouts")
    parser.add_argument("--weight-decay", type=float, default=5e-4)
    parser.add_argument("--augment", type=float, default=1.0, help="strength of the augmentation, in times of the usual")
    parser.add_argument("--until", type=int, help="stop after this epoch of the schedule that --epochs sets")
    EmotionLoss.add_arguments(parser)
    args = parser.parse_args()
    start(args)
    shape = template(args.work)
    train, valid = Fer(args.work, True), Fer(args.work, False)
    sources = [train] + [Joined(args.work, name, args.folds) for name in args.join]
    first_of = np.cumsum([0] + [len(s.tiles) for s in sources])
    target = torch.cat([targets(train, args.fer_mix)] + [torch.from_numpy(s.soft) for s in sources[1:]])
    fer = torch.from_numpy(np.concatenate([s.fer for s in sources]))
    often = (np.bincount(target.argmax(1), minlength=8)[target.argmax(1)] ** -args.balance).astype(np.float64)
    often[first_of[1]:] *= args.join_weight
    often /= often.sum()
    views = {k: crops(valid.tiles, valid.points, valid.scores, shape, args.side, k == "aligned") for k in ("raw", "aligned")}
    model, augment = build(args), Augment(shape, args.side, strength=args.augment)
    judge = EmotionLoss(args, target, fer, [restored(args.work / f"{name}.pt") for name in args.teacher])
    if args.begin:
        model.load_state_dict(torch.load(args.work / f"{args.begin}.pt")["average"])
    average = Average(model, 0.9995)
    decay = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    optimiser = torch.optim.SGD([dict(params=decay, weight_decay=args.weight_decay), dict(params=plain)], lr=args.lr,
                                momentum=0.9, nesterov=True)
    path, first, best = args.work / f"{args.name}.pt", 0, 0.0
    if args.resume and path.exists():
        state = torch.load(path)
        model.load_state_dict(state["model"]), average.model.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        first, average.steps, best = state["epoch"], state["steps"], state["best"]
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {[len(s.tiles) for s in sources]} training faces, from epoch {first}", flush=True)
    shape_args = {k: getattr(args, k) for k in ("widths", "depths", "top", "side", "epochs", "seed")}
    for epoch in range(first, min(args.until or args.epochs, args.epochs)):
        began, total = time.time(), 0.0
        rng = np.random.default_rng([args.seed, epoch])
        order = rng.choice(len(often), len(train.tiles), p=often)
        model.train()
        for at in range(0, len(order) - args.batch + 1, args.batch):
            for group in optimiser.param_groups:
                group["lr"] = cosine((epoch + at / len(order)) / args.epochs, args.lr)
            i = order[at:at + args.batch]
            faces = np.empty((len(i), args.side, args.side), np.uint8)
            for s, source in enumerate(sources):  # tiles of different sides
                here = np.nonzero((i >= first_of[s]) & (i < first_of[s + 1]))[0]
                j = i[here] - first_of[s]
                faces[here] = augment(source.tiles[j], source.points[j], source.scores[j], rng)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                loss = judge(model, tensor(faces), i, rng)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            average.update(model)
            total += float(loss)
        found = {k: scores(predict(average.model, v), valid) for k, v in views.items()}
        quality = np.mean([v for view in found.values() for v in view])
        state = dict(model=model.state_dict(), average=average.model.state_dict(), optimiser=optimiser.state_dict(),
                     epoch=epoch + 1, steps=average.steps, best=max(best, quality), args=shape_args)
        save(path, **state)
        if quality >= best:
            best = quality
            save(args.work / f"{args.name}-best.pt", **{k: state[k] for k in ("average", "epoch", "args")})
        print(f"epoch {epoch + 1}/{args.epochs} loss {total / (at // args.batch + 1):.4f} " +
              " ".join(f"{k}: FER+ {p:.4f} FER {f:.4f}" for k, (p, f) in found.items()) +
              f" {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped; run the same command to carry on")
