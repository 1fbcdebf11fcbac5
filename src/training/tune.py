"""Searches the emotion classifier's recipe by successive halving (Jamieson and Talwalkar 2016) with the untuned recipe as a trial
that is never dropped. Chooses on one half of PublicTest and reports on the other.

Each rung trains its trials further along one schedule and keeps the better third. Winner and untuned recipe are then trained
again with other seeds, because one run's luck is as large as most gains. A trial's checkpoint and its line in the log are all the
state: the same command after an interruption goes on where it was."""
import json
import subprocess
import sys

import numpy as np
import torch

from common import HERE, arguments, start
from emotion import predict, restored
from faces import Fer, crops, template

# Each knob with how a value is drawn; the first trial has none of them changed.
SPACE = {
    "lr": lambda r: round(float(np.exp(r.uniform(np.log(0.02), np.log(0.2)))), 4),
    "weight-decay": lambda r: float(f"{np.exp(r.uniform(np.log(1e-4), np.log(2e-3))):.1e}"),
    "augment": lambda r: round(float(r.uniform(0.5, 1.5)), 2),
    "dropout": lambda r: round(float(r.uniform(0.0, 0.5)), 2),
    "mixup": lambda r: float(r.choice([0, 0, 0.1, 0.2])),
    "label-smoothing": lambda r: float(r.choice([0, 0, 0.03, 0.1])),
    "balance": lambda r: round(float(r.uniform(0.0, 0.7)), 2),
    "fer-mix": lambda r: round(float(r.uniform(0.0, 0.5)), 2),
    "depths": lambda r: [[1, 2, 1], [1, 2, 2], [1, 1, 2], [2, 2, 2]][r.integers(4)],
    "widths": lambda r: [[32, 64, 128], [24, 64, 144], [32, 72, 128]][r.integers(3)],
}
TEACHING = {
    "distil-weight": lambda r: round(float(r.uniform(0.0, 0.7)), 2),
    "distil-temperature": lambda r: float(r.choice([1, 2, 3, 4])),
}


def draw(number, seed, teacher):
    """The settings of a trial; the untuned ones for number 0."""
    rng = np.random.default_rng([seed, number])
    space = SPACE | (TEACHING if teacher else {})
    return {k: pick(rng) for k, pick in space.items()} if number else {}


def flags(settings):
    for name, value in settings.items():
        yield f"--{name}"
        yield from map(str, value if isinstance(value, list) else [value])


def checkpoint(args, number, seed):
    return f"{args.name}-{number:02}" + (f"-seed{seed}" if seed != args.seed else "")


def train(args, number, settings, until, seed):
    name = checkpoint(args, number, seed)
    teacher = ["--teacher", args.teacher] if args.teacher and number else []
    command = [sys.executable, str(HERE / "emotion.py"), "--work", args.work, "--data", args.data, "--name", name, "--seed", seed,
               "--threads", args.threads, "--epochs", args.epochs, "--until", until, *flags(settings), *teacher]
    with open(args.work / f"{name}.log", "a") as log:
        subprocess.run([str(c) for c in command], check=True, stdout=log, stderr=subprocess.STDOUT)


class Judge:
    """Right or wrong for each face of PublicTest, aligned: the majority of the votes, and FER2013's label."""

    def __init__(self, work, seed):
        self.data = Fer(work, False)
        self.faces = crops(self.data.tiles, self.data.points, self.data.scores, template(work))
        self.choosing = np.random.default_rng(seed).random(len(self.faces)) < 0.5

    def right(self, path):
        plus, fer = (logits.argmax(1) for logits in predict(restored(path), self.faces))
        return np.where(self.data.majority >= 0, plus == self.data.majority, np.nan).astype(float), (fer == self.data.fer).astype(float)

    def quality(self, right, chosen):
        """Mean of both shares over the half that chooses, or the other."""
        half = self.choosing if chosen else ~self.choosing
        return float(np.mean([np.nanmean(r[half]) for r in right]))

    def gain(self, pairs, seed, rounds=2000):
        """How much better the first of each pair is than the second on the reporting half, in the mean over the pairs (one a
        training seed), with a bootstrap interval of 95 % over the faces, and the gain of every pair."""
        rng, half = np.random.default_rng(seed), np.nonzero(~self.choosing)[0]
        each = [[r[half] - b[half] for r, b in zip(right, base)] for right, base in pairs]
        difference = [np.mean(d, 0) for d in zip(*each)]

        def mean(difference, i=slice(None)):
            return float(np.mean([np.nanmean(d[i]) for d in difference]))

        draws = [mean(difference, rng.integers(0, len(half), len(half))) for _ in range(rounds)]
        return mean(difference), *np.percentile(draws, [2.5, 97.5]), [mean(e) for e in each]


class Search:
    """The trials run so far; each is trained, judged and written down once."""

    def __init__(self, args):
        self.args, self.log, self.judge = args, args.work / f"{args.name}.jsonl", Judge(args.work, args.seed)
        lines = map(json.loads, self.log.read_text().splitlines()) if self.log.exists() else ()
        self.done = {(t["trial"], t["epoch"], t["seed"]): t for t in lines}

    def path(self, number, seed):
        return self.args.work / f"{checkpoint(self.args, number, seed)}.pt"

    def trial(self, number, until, seed):
        key = number, until, seed
        if key not in self.done:
            settings = draw(number, self.args.seed, self.args.teacher)
            train(self.args, number, settings, until, seed)
            right = self.judge.right(self.path(number, seed))
            self.done[key] = entry = dict(trial=number, epoch=until, seed=seed, settings=settings,
                                          chosen_on=round(self.judge.quality(right, True), 4),
                                          reported_on=round(self.judge.quality(right, False), 4))
            with open(self.log, "a") as out:
                out.write(json.dumps(entry) + "\n")
            print(json.dumps(entry), flush=True)
        return self.done[key]

    def winner(self):
        """The trial that is best after the last rung."""
        alive = list(range(self.args.trials))
        for rung, until in enumerate(self.args.rungs):
            ranked = sorted(alive, key=lambda n: -self.trial(n, until, self.args.seed)["chosen_on"])
            if rung + 1 < len(self.args.rungs):
                alive = sorted(set(ranked[:max(1, len(ranked) // 3)]) | {0})
        return ranked[0]

    def gain(self, winner):
        """Of the winner over the untuned recipe, each trained to the end of the schedule with every seed."""
        pairs = []
        for seed in range(self.args.seed, self.args.seed + self.args.seeds):
            for number in (winner, 0):
                self.trial(number, self.args.rungs[-1], seed)
            pairs.append([self.judge.right(self.path(number, seed)) for number in (winner, 0)])
        return self.judge.gain(pairs, self.args.seed)


def table(report):
    """The report's trials as a table in Markdown, best last quality first."""
    knobs = list(dict.fromkeys(k for t in report["trials"] for k in t["settings"]))
    rows = {}
    for t in report["trials"]:
        row = rows.setdefault((t["trial"], t["seed"]), (t["settings"], {}))
        row[1][t["epoch"]] = f"{100 * t['chosen_on']:.1f} / {100 * t['reported_on']:.1f}"
    heads = ["trial", "seed", *knobs, *(f"after {r}" for r in report["rungs"])]
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---:|" * len(heads)
    for (trial, seed), (settings, reached) in sorted(rows.items(), key=lambda r: (max(r[1][1]), r[1][1][max(r[1][1])]), reverse=True):
        values = (" ".join(map(str, v)) if isinstance(v := settings.get(k, "–"), list) else str(v) for k in knobs)
        yield "| " + " | ".join([str(trial), str(seed), *values, *(reached.get(r, "–") for r in report["rungs"])]) + " |"


def main():
    parser = arguments(__doc__, "nice python3 tune.py --trials 9 --rungs 1 3 9 --epochs 9")
    parser.add_argument("--name", default="tune", help="of checkpoints and logs in the work folder")
    parser.add_argument("--trials", type=int, default=9)
    parser.add_argument("--rungs", type=int, nargs="+", default=(1, 3, 9), help="epochs after which the worse two thirds are dropped")
    parser.add_argument("--epochs", type=int, default=9, help="length of the schedule that every trial follows")
    parser.add_argument("--teacher", help="checkpoint to learn from; adds weight and temperature of distillation to the space")
    parser.add_argument("--seeds", type=int, default=3, help="times that winner and untuned recipe are trained")
    args = parser.parse_args()
    start(args)
    search = Search(args)
    winner = search.winner()
    gain, low, high, each = search.gain(winner)
    faces = int((~search.judge.choosing).sum())
    report = dict(winner=winner, settings=draw(winner, args.seed, args.teacher), gain=round(gain, 4), ci=[round(low, 4), round(high, 4)],
                  gains=[round(g, 4) for g in each], faces=faces, trials=[search.done[k] for k in sorted(search.done)],
                  rungs=list(args.rungs), seed=args.seed, seeds=args.seeds)
    (args.work / f"{args.name}.json").write_text(json.dumps(report, indent=1) + "\n")
    (args.work / f"{args.name}.md").write_text("\n".join(table(report)) + "\n")
    print(f"trial {winner} gains {100 * gain:+.2f} points over the untuned recipe (95 % interval {100 * low:+.2f} to {100 * high:+.2f}; by seed "
          f"{', '.join(f'{100 * g:+.2f}' for g in each)}) on {faces} faces that chose nothing; {args.work / args.name}.json and .md have every trial", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("stopped; run the same command to carry on")
