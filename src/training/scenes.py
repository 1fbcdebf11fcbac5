"""Whole pictures with face boxes, five points where they are known, and regions nobody may be punished for."""
import zipfile
from dataclasses import dataclass

import cv2
import numpy as np

from detections import OnnxDetector, iou
from prepare import rows

HELD_OUT_PEOPLE = 0.08  # of ytf's people
NOWHERE = np.full((5, 2), np.nan, np.float32)


@dataclass
class Scene:
    picture: np.ndarray  # grey
    boxes: np.ndarray    # [n,4] x y w h
    points: np.ndarray   # [n,5,2], NaN where not known
    ignore: np.ndarray   # [m,4]
    source: str
    held_out: bool
    name: str = ""


def unpack(path):
    """name -> encoded picture"""
    with zipfile.ZipFile(path) as z:
        return {n.rsplit("/", 1)[-1]: z.read(n) for n in z.namelist() if not n.endswith("/")}


def decode(data, flags):
    return cv2.imdecode(np.frombuffer(data, np.uint8), flags)


def box(row, prefix="box_"):
    return [float(row[prefix + k]) for k in "xywh"]


def five(row):
    """Eye centres, nose tip and mouth corners out of 68 landmarks; the person's right comes first."""
    p = np.array([[float(row[f"p{i}_{c}"]) for c in "xy"] for i in range(68)], np.float32)
    return np.stack([p[36:42].mean(0), p[42:48].mean(0), p[30], p[48], p[54]])


def ytf(data):
    """Split by person: the set's own split has the same people on both sides."""
    extra = {}
    for r in rows(data / "ytf_extra_faces.csv"):
        extra.setdefault(r["file"], []).append(box(r))
    pictures, table = unpack(data / "ytf.zip"), rows(data / "ytf_faces.csv")
    people = sorted({r["person"] for r in table})
    away = set(np.random.default_rng(7).permutation(people)[:int(len(people) * HELD_OUT_PEOPLE)])
    for r in table:
        more = extra.get(r["file"], [])
        yield Scene(decode(pictures[r["file"]], 0), np.array([box(r), *more], np.float32),
                    np.stack([five(r)] + [NOWHERE] * len(more)), np.zeros((0, 4), np.float32), "ytf",
                    r["person"] in away, r["file"])


def caltech(data):
    """All held out: another camera, other places."""
    pictures = unpack(data / "caltech_faces.zip")
    for r in rows(data / "caltech_faces.csv"):
        yield Scene(decode(pictures[r["file"]], 0), np.array([box(r)], np.float32), NOWHERE[None],
                    np.zeros((0, 4), np.float32), "caltech", True, r["file"])


def negatives(data):
    pictures = unpack(data / "negatives.zip")
    for i, r in enumerate(rows(data / "negatives.csv")):
        none = np.zeros((0, 4), np.float32)
        yield Scene(decode(pictures[r["file"]], 0), none, np.zeros((0, 5, 2), np.float32), none, "negatives",
                    i % 8 == 0, r["file"])


def crowd(data, teacher):
    """The teacher adds points, and pulls boxes that begin at the eyebrows up to the forehead."""
    pictures, faces, ignore = unpack(data / "crowd.zip"), {}, {}
    for r in rows(data / "crowd_boxes.csv"):
        faces.setdefault(r["file"], []).append((*box(r, ""), r["kind"]))
    for r in rows(data / "crowd_ignore.csv"):
        ignore.setdefault(r["file"], []).append(box(r, ""))
    for name in sorted(faces):
        colour = decode(pictures[name], 1)
        boxes = np.array([f[:4] for f in faces[name]], np.float32)
        if name.startswith("kagmask"):
            short = np.array([f[4] == "human" for f in faces[name]])
            boxes[short, 1] -= 0.2 * boxes[short, 3]
            boxes[short, 3] *= 1.2
        points = np.repeat(NOWHERE[None], len(boxes), 0)
        found, score, kps = teacher(colour)
        if len(found):
            overlap = iou(boxes, found)
            at = overlap.argmax(1)
            sure = (overlap.max(1) > 0.5) & (score[at] > 0.6)
            points[sure] = kps[at[sure]]
            boxes[sure] = (boxes[sure] + found[at[sure]]) / 2
        # different crops of one photograph remain, so this only half holds out
        yield Scene(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), boxes, points,
                    np.array(ignore.get(name, np.zeros((0, 4))), np.float32).reshape(-1, 4), name.split("_")[0],
                    sum(name.encode()) % 12 == 0, name)


def load(data, teacher_path=None):
    """All scenes; about half a minute, so a copy is worth keeping."""
    teacher = OnnxDetector(teacher_path or data / "detectors" / "yunet_n_640_640.onnx", threshold=0.5)
    context = data / "faces-in-context"
    scenes = []
    for part in (ytf(context), caltech(context), negatives(context), crowd(data / "crowd", teacher)):
        scenes += part
        print(f"  {len(scenes)} scenes ({scenes[-1].source})", flush=True)
    return scenes


def cached(args):
    import pickle
    path = args.work / "scenes.pickle"
    if not path.exists():
        path.write_bytes(pickle.dumps(load(args.data), protocol=5))
    return pickle.loads(path.read_bytes())
