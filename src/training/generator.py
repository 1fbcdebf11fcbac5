"""Trains the face generator: expression weights and an identity vector to a grey face that nobody has.

Faces are sums of eigenfaces of aligned pictures; small dense networks learn which sums look like a face with a given
expression: a conditional variational autoencoder and an adversary make them natural, and expression classifiers that
look through the product's own alignment make them plain. All but the classifiers is cheap, so minutes suffice."""
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from common import LABELS, Average, cosine, save, start, training_arguments
from emotion import MEAN, SCALE, EmotionNet
from faces import Fer, alignment, template

SIDE, ZOOM, IDENTITY, PARTS = 64, 0.84, 32, 192


def generator_template(shape):
    """The emotion template drawn smaller, so that forehead, chin and a margin fit."""
    return (shape - 0.5) * ZOOM + [0.5, 0.49]


def dense(*widths):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), nn.LeakyReLU(0.1)]
    return nn.Sequential(*layers[:-1])


class Decoder(nn.Module):
    """Expression and identity to the weights of eigenfaces, and those to a face in 0..255."""

    def __init__(self, parts=PARTS):
        super().__init__()
        self.mix = dense(8 + IDENTITY, 256, 256, parts)
        self.paint = nn.Linear(parts, SIDE * SIDE)

    def weights(self, expression, identity):
        return self.mix(torch.cat([expression, identity], 1))

    def draw(self, weights):
        x = self.paint(weights)
        return (F.relu(x) - F.relu(x - 255.0)).reshape(-1, 1, SIDE, SIDE)  # a clamp that OpenCV 4.6 reads too

    def forward(self, expression, identity):
        return self.draw(self.weights(expression, identity))


class Adversary(nn.Module):
    """Tells weights of real faces with their expression from made ones."""

    def __init__(self, parts=PARTS):
        super().__init__()
        self.body, self.judge, self.expression = dense(parts, 384, 256), nn.Linear(256, 1), nn.Linear(8, 256)

    def forward(self, weights, expression):
        f = F.leaky_relu(self.body(weights), 0.1)
        return self.judge(f)[:, 0] + (f * self.expression(expression)).mean(1)


def product(a, b):
    """a @ b through a convolution: PyTorch's fast path where only a plain BLAS is installed."""
    a, b = torch.from_numpy(np.ascontiguousarray(a)), torch.from_numpy(np.ascontiguousarray(b.T))
    return F.conv2d(a[:, :, None, None], b[:, :, None, None])[:, :, 0, 0].numpy()


def eigenfaces(faces, parts, rounds=8):
    """Mean, and the directions of largest variance scaled to suit their weights: face = mean + weights @ directions."""
    x = faces.reshape(len(faces), -1).astype(np.float32)
    mean = x.mean(0)
    x -= mean
    spread = product(x.T, x) / len(x)
    basis = np.random.default_rng(0).normal(size=(x.shape[1], parts + 32)).astype(np.float32)
    for _ in range(rounds):  # subspace iteration
        basis = np.linalg.qr(product(spread, basis))[0]
    value, turn = np.linalg.eigh(basis.T @ product(spread, basis))
    value, vector = value[::-1][:parts], (basis @ turn)[:, ::-1][:, :parts]
    # half whitened: fine detail has a say, and noise has not too much of one
    size = np.sqrt(value) ** 0.7 * np.sqrt(value[0]) ** 0.3
    return mean, np.ascontiguousarray((vector * size).T), product(x, vector / size)


def stored(path, make):
    """What `make` returns, kept in a file: the work folder's prepared arrays do not change between runs."""
    if not path.exists():
        np.savez(path, *make())
    z = np.load(path)
    return [z[k] for k in z.files]


def normal_light(faces, masks, share=0.7):
    """Pulls each face most of the way to the same mean and contrast: light is not identity."""
    x, m = faces.astype(np.float32), masks > 0
    count = m.sum((1, 2), keepdims=True)
    mean = (x * m).sum((1, 2), keepdims=True) / count
    deviation = np.sqrt((((x - mean) * m) ** 2).sum((1, 2), keepdims=True) / count) + 1
    wanted_mean, wanted = mean + share * (132 - mean), deviation * (52 / deviation) ** share
    return np.clip((x - mean) / deviation * wanted + wanted_mean, 0, 255).astype(np.uint8)


def training_faces(work, shape):
    """Frontal, well found, clearly expressive faces: aligned crops, their expressions, and how often to draw each so
    that rare expressions are seen."""
    import cv2
    data = Fer(work, True)
    place = alignment(data.points, 48, SIDE, shape)
    spots = np.einsum("nij,nkj->nki", place[:, :, :2], data.points * 48 - 0.5) + place[:, None, :, 2]
    off = np.abs(spots - (shape * SIDE - 0.5)).max((1, 2)) / SIDE
    keep = (data.scores > 0.75) & (off < 0.075) & (data.soft.max(1) >= 0.55)
    faces = np.stack([cv2.warpAffine(t, m, (SIDE,) * 2, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
                      for t, m in zip(data.tiles[keep], place[keep])])
    ones = np.full((48, 48), 255, np.uint8)
    masks = np.stack([cv2.warpAffine(ones, m, (SIDE,) * 2) for m in place[keep]])
    for face, mask in zip(faces, masks):  # beyond the tile nothing is known: let it run out softly
        share = cv2.GaussianBlur(cv2.erode(mask, None), (0, 0), 1.5) / 255.0
        face[:] = face * share + cv2.GaussianBlur(face, (0, 0), 5) * (1 - share)
    masks = masks > 250
    soft = data.soft[keep]
    share = np.bincount(soft.argmax(1), minlength=8) / len(soft)
    weight = (1 / np.maximum(share, 0.02))[soft.argmax(1)] ** 0.6
    return normal_light(faces, masks), soft, weight / weight.sum()


class Reader(nn.Module):
    """A frozen expression classifier that looks at generated faces as the product would, slightly jittered."""

    def __init__(self, path, shape, wide):
        super().__init__()
        state = torch.load(path)
        self.net = EmotionNet(tuple(state["args"]["widths"]), tuple(state["args"]["depths"]), state["args"]["top"])
        self.net.load_state_dict(state["average"])
        self.net.eval().requires_grad_(False)
        # both templates are one shape at two zooms, so the map between the crops is a zoom and a shift
        self.zoom, self.shift = ZOOM, torch.tensor(2 * (wide - 0.5 - ZOOM * (shape - 0.5)).mean(0), dtype=torch.float32)

    def crop(self, faces, jitter=0.0):
        n = len(faces)
        angle, scale = torch.randn(n) * 0.1 * jitter, self.zoom * torch.exp(torch.randn(n) * 0.06 * jitter)
        c, s = torch.cos(angle) * scale, torch.sin(angle) * scale
        shift = self.shift + torch.randn(n, 2) * 0.04 * jitter
        grid = F.affine_grid(torch.stack([torch.stack([c, -s, shift[:, 0]], 1), torch.stack([s, c, shift[:, 1]], 1)], 1),
                             (n, 1, 48, 48), align_corners=False)
        x = F.grid_sample(faces, grid, align_corners=False, padding_mode="border")
        if jitter:
            # what only survives in fine detail is no expression: read half of the faces from afar
            far = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2.0, mode="bilinear", align_corners=False)
            x = torch.where(torch.rand(n, 1, 1, 1) < 0.5, far, x)
            x = x * torch.exp(torch.randn(n, 1, 1, 1) * 0.15) + torch.randn_like(x) * 6
        return (x - MEAN) * SCALE

    def forward(self, faces, jitter=0.0):
        return self.net(self.crop(faces, jitter))


def random_expressions(n):
    """Mostly pure, sometimes a blend of two as in a change of mood; contempt seldom."""
    weights = torch.tensor([1.0] * 7 + [0.4])
    one, two = (F.one_hot(torch.multinomial(weights, n, True), 8).float() for _ in range(2))
    t = torch.rand(n, 1) * (torch.rand(n, 1) < 0.3)
    return one * (1 - t) + two * t


def sheet(decoder, path, people=10, seed=5):
    """One row a label, one column an identity."""
    import cv2
    z = torch.randn(people, IDENTITY, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        lines = [torch.cat(list(decoder(torch.eye(8)[k:k + 1].repeat(people, 1), z)[:, 0]), 1) for k in range(8)]
    picture = torch.cat(lines).numpy().astype(np.uint8)
    cv2.imwrite(str(path), cv2.resize(picture, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC))


def main():
    parser = training_arguments(__doc__, "nice python3 generator.py --epochs 8 --readers emotion-small-best",
                                "generator", epochs=8, batch=64, lr=1e-3)
    parser.add_argument("--readers", nargs="+", default=["emotion-small-best"], help="expression classifiers to please")
    parser.add_argument("--steps", type=int, default=150, help="steps an epoch")
    parser.add_argument("--expression", type=float, default=2.0, help="weight of the expression being read")
    parser.add_argument("--divergence", type=float, default=0.003, help="weight of identity staying normally distributed")
    parser.add_argument("--adversary", type=float, default=0.12, help="weight of fooling the adversary")
    args = parser.parse_args()
    start(args)
    shape = template(args.work)
    wide = generator_template(shape)
    faces, soft, often = training_faces(args.work, wide)
    readers = [Reader(args.work / f"{r}.pt", shape, wide) for r in args.readers]
    mean, directions, known = stored(args.work / "eigenfaces.npz", lambda: eigenfaces(faces, PARTS))
    known, soft = torch.from_numpy(known).float(), torch.from_numpy(soft)
    encoder, decoder, adversary = dense(PARTS + 8, 384, 256, 2 * IDENTITY), Decoder(), Adversary()
    with torch.no_grad():
        decoder.paint.weight.copy_(torch.from_numpy(directions.T)), decoder.paint.bias.copy_(torch.from_numpy(mean))
    decoder.paint.requires_grad_(False)
    scale = (decoder.paint.weight ** 2).mean(0) / 255 ** 2 * SIDE ** 2  # what an error in each weight costs in the picture
    scale = scale / scale.mean()
    average = Average(decoder, 0.998)
    makers = [*encoder.parameters(), *decoder.mix.parameters()]
    optimiser = torch.optim.Adam(makers, lr=args.lr, betas=(0.8, 0.99))
    opponent = torch.optim.Adam(adversary.parameters(), lr=args.lr, betas=(0.5, 0.99))
    path, first = args.work / f"{args.name}.pt", 0
    kept = dict(encoder=encoder, decoder=decoder, average=average.model, optimiser=optimiser, adversary=adversary, opponent=opponent)
    if args.resume and path.exists():
        state = torch.load(path)
        for name, part in kept.items():
            part.load_state_dict(state[name])
        first, average.steps = state["epoch"], state["steps"]
    print(f"{sum(p.numel() for p in decoder.parameters())} parameters, {len(faces)} faces "
          f"{np.bincount(soft.argmax(1), minlength=8).tolist()}, from epoch {first}", flush=True)
    for epoch in range(first, args.epochs):
        began, parts = time.time(), np.zeros(5)
        rng = np.random.default_rng([args.seed, epoch])
        torch.manual_seed(args.seed * 1000 + epoch)
        for step in range(args.steps):
            for group in (*optimiser.param_groups, *opponent.param_groups):
                group["lr"] = cosine((epoch + step / args.steps) / args.epochs, args.lr)
            for _ in range(2):  # several cheap looks at real faces for one costly look by a reader
                i = rng.choice(len(faces), 4 * args.batch, p=often)
                real, e = known[i], soft[i]
                asked = random_expressions(args.batch)
                z = torch.randn(args.batch, IDENTITY)
                with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                    with torch.no_grad():
                        made = decoder.weights(asked, z).float()
                    hard = F.softplus(adversary(made, asked)).mean() + F.softplus(-adversary(real, e)).mean()
                    sample = real[:args.batch].clone().requires_grad_(True)
                    slope = torch.autograd.grad(adversary(sample, e[:args.batch]).sum(), sample, create_graph=True)[0]
                opponent.zero_grad()
                (hard.float() + 0.5 * slope.float().pow(2).sum(1).mean()).backward()
                opponent.step()
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                centre, spread = encoder(torch.cat([real, e], 1)).float().chunk(2, 1)
                spread = spread.clamp(-8, 4)
                z = centre + torch.randn_like(centre) * (spread / 2).exp()
                error = ((decoder.weights(e, z).float() - real) ** 2 * scale).mean()
                kl = 0.5 * (centre ** 2 + spread.exp() - 1 - spread).sum(1).mean()
                # strangers, and known people with another expression
                people = torch.cat([torch.randn(args.batch // 2, IDENTITY), z[:args.batch - args.batch // 2]])
                made = decoder.weights(asked, people)
                fooled = F.softplus(-adversary(made, asked).float()).mean()
                reader = readers[step % len(readers)]
                logits = reader(decoder.draw(made).float(), jitter=1.0).float()
            read = -(asked * F.log_softmax(logits, 1)).sum(1).mean()
            loss = error + args.divergence * kl + args.adversary * fooled + args.expression * read * 0.1
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(makers, 5.0)
            optimiser.step()
            average.update(decoder)
            parts += [float(v) for v in (error, kl, hard, fooled, read)]
        save(path, epoch=epoch + 1, steps=average.steps, **{k: v.state_dict() for k, v in kept.items()})
        sheet(average.model, args.work / f"{args.name}.png")
        print(f"epoch {epoch + 1}/{args.epochs} error/kl/adversary/fooled/read " +
              " ".join(f"{v / args.steps:.4f}" for v in parts) + f" {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped; run the same command to carry on")
