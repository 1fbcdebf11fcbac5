"""Trains the face detector: grey picture of any size to boxes and five points at strides 8, 16, 32."""
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from common import Average, cosine, save, start, training_arguments
from detection_loss import loss_of
from detector_batches import Batches
from detector_test import held_out, judge, torch_detector
from emotion import conv
from faces import template
from scenes import cached

MEAN, SCALE = 128.0, 1 / 64.0
OUTPUTS = ("cls", "obj", "bbox", "kps")


def depthwise(inputs, outputs, stride=1, kernel=3):
    return nn.Sequential(nn.Conv2d(inputs, inputs, kernel, stride, kernel // 2, groups=inputs, bias=False),
                         nn.BatchNorm2d(inputs), conv(inputs, outputs, kernel=1))


class Block(nn.Module):
    def __init__(self, channels, kernel=5):
        super().__init__()
        self.body = depthwise(channels, channels, kernel=kernel)

    def forward(self, x):
        return x + self.body(x)


class DetectorNet(nn.Module):
    """Dense convolutions while there are few channels, depthwise ones after; a top-down path; one head a stride."""

    def __init__(self, widths=(16, 32, 64, 96, 128), neck=64):
        super().__init__()
        a, b, c, d, e = widths
        self.stem = nn.Sequential(conv(1, a, 2), conv(a, b, 2), conv(b, c, 2))
        self.s8 = nn.Sequential(*(Block(c, 3) for _ in range(4)))
        self.s16 = nn.Sequential(depthwise(c, d, 2), Block(d), Block(d))
        self.s32 = nn.Sequential(depthwise(d, e, 2), Block(e), Block(e))
        self.side = nn.ModuleList(conv(w, neck, kernel=1) for w in (c, d, e))
        self.smooth = nn.ModuleList(depthwise(neck, neck) for _ in range(3))
        self.tower = nn.ModuleList(Block(neck, 3) for _ in range(3))
        self.heads = nn.ModuleList(nn.Conv2d(neck, 16, 1) for _ in range(3))
        for head in self.heads:
            nn.init.normal_(head.weight, std=0.01)
            nn.init.constant_(head.bias, 0)
            nn.init.constant_(head.bias[1:2], -4.5)  # most cells see no face

    def maps(self, x):
        """Raw [N,16,h,w] per stride: class, object, box 4, points 10."""
        p8 = self.s8(self.stem(x))
        p16 = self.s16(p8)
        p32 = self.s32(p16)
        f32 = self.smooth[2](self.side[2](p32))
        f16 = self.smooth[1](self.side[1](p16) + F.interpolate(f32, scale_factor=2.0, mode="nearest"))
        f8 = self.smooth[0](self.side[0](p8) + F.interpolate(f16, scale_factor=2.0, mode="nearest"))
        return [head(tower(f)) for f, tower, head in zip((f8, f16, f32), self.tower, self.heads)]

    def forward(self, x):
        """The twelve outputs of YuNet, in the order of OUTPUTS and then strides."""
        flat = [m.permute(0, 2, 3, 1).reshape(m.shape[0], -1, 16) for m in self.maps(x)]
        return tuple(torch.sigmoid(f[..., a:b]) if b <= 2 else f[..., a:b]
                     for a, b in ((0, 1), (1, 2), (2, 6), (6, 16)) for f in flat)


def tensor(pictures):
    x = torch.from_numpy(np.stack(pictures))[:, None].float()
    return ((x - MEAN) * SCALE).contiguous(memory_format=torch.channels_last)


def main():
    parser = training_arguments(__doc__, "nice python3 detector.py --name detector --epochs 40",
                                "detector", epochs=40, batch=16, lr=0.02)
    parser.add_argument("--side", type=int, default=320, help="side of the training crops")
    parser.add_argument("--samples", type=int, default=6400, help="crops an epoch")
    parser.add_argument("--mine", type=int, default=3, help="look for false alarms to learn from every so many epochs; 0 never")
    args = parser.parse_args()
    start(args)
    scenes, z = cached(args), np.load(args.work / "fer.npz")
    use = z["training"] & ~z["twin"]
    batches = Batches(scenes, z["tiles"][use], z["points"][use], z["scores"][use], template(args.work), args.side)
    tests = held_out(scenes)
    model = DetectorNet().to(memory_format=torch.channels_last)
    average = Average(model, 0.998)
    optimiser = torch.optim.SGD([dict(params=[p for p in model.parameters() if p.ndim > 1], weight_decay=5e-4),
                                 dict(params=[p for p in model.parameters() if p.ndim <= 1])],
                                lr=args.lr, momentum=0.9, nesterov=True)
    path, first, best = args.work / f"{args.name}.pt", 0, 0.0
    if args.resume and path.exists():
        state = torch.load(path)
        model.load_state_dict(state["model"]), average.model.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        first, average.steps, best = state["epoch"], state["steps"], state["best"]
    print(f"{sum(p.numel() for p in model.parameters())} parameters, from epoch {first}", flush=True)
    steps = args.samples // args.batch
    for epoch in range(first, args.epochs):
        began, parts = time.time(), np.zeros(4)
        if args.mine and epoch and (epoch == first or epoch % args.mine == 0):
            batches.mine(torch_detector(average.model, threshold=0.2))
        rng = np.random.default_rng([args.seed, epoch])
        model.train()
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = cosine((epoch + step / steps) / args.epochs, args.lr)
            samples = batches(args.batch, rng)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                maps = model.maps(tensor([s[0] for s in samples]))
            losses = loss_of([m.float() for m in maps], samples)
            optimiser.zero_grad()
            sum(losses).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            optimiser.step()
            average.update(model)
            parts += [float(v) for v in losses]
        found = judge(average.model, {k: v[::4] for k, v in tests.items()})
        best = max(best, found["mean_ap"])
        state = dict(model=model.state_dict(), average=average.model.state_dict(), optimiser=optimiser.state_dict(),
                     epoch=epoch + 1, steps=average.steps, best=best)
        save(path, **state)
        if found["mean_ap"] >= best:
            save(args.work / f"{args.name}-best.pt", average=state["average"], epoch=epoch + 1)
        print(f"epoch {epoch + 1}/{args.epochs} {len(batches.alarms)} alarms cls/obj/box/points " + " ".join(f"{v / steps:.3f}" for v in parts) +
              f" {found} {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped; run the same command to carry on")
