"""What every training script shares: paths, labels, seeds, averaged weights, checkpoints."""
import argparse
import copy
import json
import os
import random
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
WORK = HERE / "work"
BUNDLED = REPOSITORY / "src" / "StreamMood.Vision" / "Models" / "bundled"
LABELS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
CATEGORIES = {"neutral": "calm", "happiness": "happy", "surprise": "happy", "sadness": "sad",
              "anger": "energetic", "disgust": "energetic", "fear": "energetic"}


def arguments(doc, example):
    """A parser with the options that every script has."""
    parser = argparse.ArgumentParser(description=doc, epilog=f"example: {example}")
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared" / "data",
                        help="folder with the data sets (default: %(default)s)")
    parser.add_argument("--work", type=Path, default=WORK, help="prepared arrays, checkpoints, logs (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="threads of this process")
    return parser


def training_arguments(doc, example, name, epochs, batch, lr):
    parser = arguments(doc, example)
    parser.add_argument("--name", default=name, help="checkpoint and log name in the work folder")
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--lr", type=float, default=lr)
    parser.add_argument("--resume", action=argparse.BooleanOptionalAction, default=True,
                        help="carry on from the checkpoint of that name if there is one")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True,
                        help="bfloat16 autocast: halves the time on processors with AVX512-BF16")
    return parser


def start(args):
    """Seeds everything and bounds the threads."""
    import cv2
    torch.set_num_threads(args.threads)
    cv2.setNumThreads(args.threads)
    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)


def cosine(progress, lr, warmup=0.05, last=0.01):
    """Learning rate at `progress` in 0..1: linear warm-up, then half a cosine down to last * lr."""
    if progress < warmup:
        return lr * (0.05 + 0.95 * progress / warmup)
    p = (progress - warmup) / (1 - warmup)
    return lr * (last + (1 - last) * 0.5 * (1 + np.cos(np.pi * p)))


class Average:
    """Exponential moving average of a model's weights and statistics."""

    def __init__(self, model, decay=0.999):
        self.model, self.decay, self.steps = copy.deepcopy(model).eval(), decay, 0
        self.model.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        d = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for mine, theirs in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs.to(mine.dtype), 1 - d)
            else:
                mine.copy_(theirs)


def save(path, **state):
    """Writes a checkpoint whole or not at all, so an interrupt never leaves half a file."""
    path = Path(path)
    torch.save(state, path.with_suffix(".tmp"))
    os.replace(path.with_suffix(".tmp"), path)


def write_json(path, value):
    Path(path).write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")


def read_json(path):
    return json.loads(Path(path).read_text())
