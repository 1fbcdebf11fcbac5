"""Reads the face tiles and their labels into arrays and finds five landmarks on each with the teacher detector."""
import csv

import cv2
import numpy as np

from common import LABELS, arguments, start, write_json
from detections import OnnxDetector


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def tile(sheets, folder, name, index, side):
    if name not in sheets:
        sheets[name] = cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE)
        if sheets[name] is None:
            raise SystemExit(f"cannot read {folder / name}")
    y, x = index // 32 * side, index % 32 * side
    return sheets[name][y:y + side, x:x + side]


def landmarks(tiles, teacher):
    """Points as fractions of the tile side, and scores (0 where nothing central was found)."""
    side, up, pad = tiles.shape[1], 128, 32
    points, scores = np.zeros((len(tiles), 5, 2), np.float32), np.zeros(len(tiles), np.float32)
    for i, t in enumerate(tiles):
        picture = cv2.resize(t, (up, up), interpolation=cv2.INTER_CUBIC)
        picture = cv2.copyMakeBorder(picture, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
        boxes, score, kps = teacher(picture)
        if len(boxes):
            centre = np.abs(boxes[:, :2] + boxes[:, 2:] / 2 - picture.shape[0] / 2).max(1)
            best = int(np.argmax(score * (centre < 40)))
            if centre[best] < 40:
                points[i], scores[i] = (kps[best] - pad) / up, score[best]
        if i % 4000 == 0:
            print(f"  landmarks {i}/{len(tiles)} (side {side})", flush=True)
    return points, scores


def fer(data, teacher):
    table, sheets = rows(data / "ferplus" / "labels.csv"), {}
    tiles = np.stack([tile(sheets, data / "ferplus", r["sheet"], int(r["tile"]), 48) for r in table])
    points, scores = landmarks(tiles, teacher)
    return dict(tiles=tiles, points=points, scores=scores,
                votes=np.array([[int(r[k]) for k in (*LABELS, "unknown", "nf")] for r in table], np.int8),
                fer=np.array([int(r["fer_label"]) for r in table], np.int8),
                training=np.array([r["usage"] == "Training" for r in table]),
                twin=np.array([r["twin_in_test"] == "1" for r in table]))


def ckplus(data, teacher):
    table, sheets = rows(data / "ckplus" / "labels.csv"), {}
    tiles = np.stack([tile(sheets, data / "ckplus", "ckplus48.png", int(r["tile"]), 48) for r in table])
    points, scores = landmarks(tiles, teacher)
    name = {"happy": "happiness"}
    return dict(tiles=tiles, points=points, scores=scores, subject=np.array([r["subject"] for r in table]),
                peak=np.array([r["nth_of_last3"] == "3" for r in table]),
                label=np.array([LABELS.index(name.get(r["emotion"], r["emotion"])) for r in table], np.int8))


def muxspace(data):
    table, sheets = rows(data / "muxspace" / "labels.csv"), {}
    points = [[[float(r[f"lm_{p}{c}"] or 0) / 96 for c in "xy"] for p in ("r", "l", "n", "mr", "ml")] for r in table]
    return dict(tiles=np.stack([tile(sheets, data / "muxspace", r["sheet"], int(r["tile"]), 96) for r in table]),
                points=np.array(points, np.float32), scores=np.array([float(r["score"] or 0) * (r["lm_rx"] != "") for r in table], np.float32),
                label=np.array([LABELS.index(r["emotion"]) for r in table], np.int8),
                labeller=np.array([r["labeller"] for r in table]), person=np.array([r["person"] for r in table]))


def template(points, scores):
    """The mean face of confidently found tiles, made left-right symmetric."""
    mean = np.median(points[scores > 0.8], 0)
    mirror = mean[[1, 0, 2, 4, 3]] * [-1, 1] + [1, 0]
    return (mean + mirror) / 2


def main():
    args = arguments(__doc__, "python3 prepare.py --data ../../../shared/data").parse_args()
    start(args)
    teacher = OnnxDetector(args.data / "detectors" / "yunet_s_640_640.onnx", threshold=0.3)
    for name, arrays in (("muxspace", muxspace(args.data)), ("ckplus", ckplus(args.data, teacher)),
                         ("fer", fer(args.data, teacher))):
        np.savez(args.work / f"{name}.npz", **arrays)
        print(f"{name}: {len(arrays['tiles'])} tiles, landmarks on {(arrays['scores'] > 0.6).mean():.1%}", flush=True)
    t = template(arrays["points"][arrays["training"]], arrays["scores"][arrays["training"]])
    write_json(args.work / "template.json", {"emotion": [round(float(v), 4) for v in t.ravel()]})
    print("template", t.round(4).tolist())


if __name__ == "__main__":
    main()
