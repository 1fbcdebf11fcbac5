"""Face tiles as training batches: aligned or raw, augmented, with the votes of the FER+ raters as soft targets."""
import hashlib

import cv2
import numpy as np

from common import LABELS, read_json
from geometry import about_centre, compose, similarity

FER7 = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")  # FER2013's own order
FER7_TO_8 = np.array([LABELS.index(n) for n in FER7])
LANDMARK_SCORE = 0.6  # below it a tile is used as it stands


def soft_targets(votes):
    """Barsoum et al.'s reading of ten raters' votes: single votes are outliers, at most three emotions covering
    three quarters of what is left; rows won by 'unknown' or 'no face' get zeros. Returns [N,8]."""
    out = np.zeros((len(votes), 8), np.float32)
    for row, v in zip(out, votes.astype(int)):
        v = np.where(v < 2, 0, v)
        total, part, kept, valid = v.sum(), 0, np.zeros(10), True
        left = v.copy()
        while total and valid and part < 0.75 * total and (kept > 0).sum() < 3:
            top = left.max()
            for i in np.nonzero(left == top)[0]:
                if i >= 8:
                    valid = False
                    break
                kept[i], left[i], part = top, 0, part + top
        if kept.sum() > 0.5 * total and (kept > 0).sum() <= 3:
            row[:] = kept[:8] / kept[:8].sum()
    return out


def majority(votes):
    """The label more than half of the raters (single votes aside) agree on, -1 where there is none among the eight."""
    v = np.where(votes < 2, 0, votes).astype(int)
    best = v.argmax(1)
    return np.where((best < 8) & (v.max(1) > 0.5 * v.sum(1)), best, -1)


class Fer:
    """FER2013 with FER+ votes; pictures whose pixels recur in a later split are left out everywhere."""

    def __init__(self, work, training):
        z = np.load(work / "fer.npz")
        keep = (z["training"] == training) & ~z["twin"]
        soft = soft_targets(z["votes"][keep])
        if training:
            keep[np.nonzero(keep)[0][soft.sum(1) == 0]] = False
            soft = soft[soft.sum(1) > 0]
        self.tiles, self.points, self.scores = (z[k][keep] for k in ("tiles", "points", "scores"))
        self.soft, self.fer, self.majority = soft, z["fer"][keep].astype(np.int64), majority(z["votes"][keep])


def folds_of(people):
    """The fold of each person, 1 to 5, as `streammood evaluate emotions --split fold1..fold5` has it: the first byte of
    SHA-256 of the name modulo five, plus one."""
    return np.array([hashlib.sha256(str(p).encode()).digest()[0] % 5 + 1 for p in people])


class Joined:
    """A further set of one label a face, without the people of the folds that are kept for testing."""

    def __init__(self, work, name, folds):
        z = np.load(work / f"{name}.npz")
        people = z["subject"] if name == "ckplus" else z["person"]
        keep = np.isin(folds_of(people), folds)
        if name == "muxspace":  # a labeller whose labels look unreliable; faces without points
            keep &= (z["labeller"] != "jhamski") & (z["scores"] > 0)
        self.tiles, self.points, self.scores = (z[k][keep] for k in ("tiles", "points", "scores"))
        self.label = z["label"][keep].astype(int)
        self.soft = np.full((len(self.label), 8), 0.02, np.float32)
        self.soft[np.arange(len(self.label)), self.label] = 0.86
        self.fer = np.full(len(self.label), -100, np.int64)  # the second readout keeps to FER2013's own convention


def template(work):
    return np.array(read_json(work / "template.json")["emotion"]).reshape(5, 2)


def alignment(points, side_in, side_out, template):
    """Affine maps [N,2,3] from tile pixels to the aligned crop (pixel centres at integers, as OpenCV has it)."""
    return similarity(points * side_in - 0.5, np.broadcast_to(template * side_out - 0.5, points.shape))


def crops(tiles, points, scores, template, side=48, aligned=True):
    """Crops as an evaluation or the product would see them, without augmentation: uint8 [N,side,side]."""
    n, side_in = len(tiles), tiles.shape[1]
    plain = np.array([[side / side_in, 0, (side / side_in - 1) / 2], [0, side / side_in, (side / side_in - 1) / 2]])
    maps = np.repeat(plain[None], n, 0)
    if aligned:
        good = scores >= LANDMARK_SCORE
        maps[good] = alignment(points[good], side_in, side, template)
    out = np.empty((n, side, side), np.uint8)
    for i in range(n):
        out[i] = warp(tiles[i], maps[i], side)
    return out


def warp(tile, m, side):
    return cv2.warpAffine(tile, m, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


class Augment:
    """Random geometry and picture quality, composed with the alignment into a single warp."""

    def __init__(self, template, side=48, aligned=0.5, strength=1.0):
        self.template, self.side, self.aligned, self.strength = template, side, aligned, strength

    def __call__(self, tiles, points, scores, rng):
        side_in, n = tiles.shape[1], len(tiles)
        maps = alignment(points, side_in, self.side, self.template)
        k, s = self.side / side_in, self.strength
        plain = np.array([[k, 0, (k - 1) / 2], [0, k, (k - 1) / 2]])
        out = np.empty((n, self.side, self.side), np.uint8)
        for i in range(n):
            base = maps[i] if scores[i] >= LANDMARK_SCORE and rng.random() < self.aligned else plain
            move = about_centre(self.side, np.exp(rng.uniform(-.18, .22) * s), rng.uniform(-15, 15) * s,
                                rng.uniform(-.08, .08, 2) * s, rng.random() < 0.5)
            if rng.random() < 0.3:  # a slight turn of the head narrows the face
                move[:, :2] = move[:, :2] @ np.diag([rng.uniform(.88, 1.08), 1])
            out[i] = quality(warp(tiles[i], compose(move, base), self.side), rng, s)
        return out


def quality(face, rng, strength=1.0, hide=True):
    """Light, low resolution, blur, noise, JPEG and a dropped rectangle."""
    side = face.shape[0]
    f = face
    if rng.random() < 0.25 * strength:
        small = int(rng.uniform(0.45, 0.9) * side)
        f = cv2.resize(cv2.resize(f, (small, small), interpolation=cv2.INTER_AREA), (side, side))
    if rng.random() < 0.15 * strength:
        f = cv2.GaussianBlur(f, (0, 0), rng.uniform(0.4, 1.2))
    if rng.random() < 0.15 * strength:
        f = cv2.imdecode(cv2.imencode(".jpg", f, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(25, 80))])[1], 0)
    if rng.random() < 0.8:
        x = np.arange(256) / 255.0
        table = np.clip(x ** np.exp(rng.uniform(-.45, .45)) * rng.uniform(.65, 1.35) + rng.uniform(-.15, .15), 0, 1)
        f = cv2.LUT(f, (table * 255).astype(np.uint8))
    if rng.random() < 0.2 * strength:  # light from one side
        slope = np.linspace(1 - (a := rng.uniform(-.4, .4)), 1 + a, side)
        f = np.clip(f * (slope if rng.random() < .6 else slope[:, None]), 0, 255).astype(np.uint8)
    if rng.random() < 0.2 * strength:
        f = np.clip(f + rng.normal(0, rng.uniform(2, 10), f.shape), 0, 255).astype(np.uint8)
    if hide and rng.random() < 0.35 * strength:
        h, w = rng.integers(side // 8, side // 3, 2)
        y, x = rng.integers(0, side - h), rng.integers(0, side - w)
        f = f.copy()
        f[y:y + h, x:x + w] = rng.integers(0, 256)
    return f
