"""Judges a detector on scenes it never trained on: average precision, recall by size, false alarms, landmark error."""
import cv2
import numpy as np
import torch

from detections import STRIDES, decode, iou

INPUT = 320  # long side at which the product runs the detector by default


def held_out(scenes):
    """source -> scenes, those no training crop is taken from."""
    out = {}
    for s in scenes:
        if s.held_out:
            out.setdefault(s.source, []).append(s)
    return out


def shrink(picture, long_side):
    """The picture with `long_side`, padded right and below to multiples of 32; and the scale."""
    k = long_side / max(picture.shape)
    size = [max(8, round(v * k)) for v in picture.shape[::-1]]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR)
    return cv2.copyMakeBorder(small, 0, -size[1] % 32, 0, -size[0] % 32, cv2.BORDER_CONSTANT), k


def torch_detector(model, threshold=0.02, nms=0.45):
    from detector import tensor
    model.eval()

    @torch.no_grad()
    def run(picture):
        flat = [o[0].numpy() for o in model(tensor([picture]))]
        names = [f"{n}_{s}" for n in ("cls", "obj", "bbox", "kps") for s in STRIDES]
        return decode(dict(zip(names, flat)), picture.shape[1], threshold, nms)
    return run


def match(scene, found, k, smallest):
    """Labels every detection 1 (hit), 0 (false) or -1 (neither), best first; marks the faces found."""
    boxes, scores, points = found
    truth, forgiven = scene.boxes * k, scene.ignore * k
    counted = truth[:, 3] >= smallest
    mark, taken, errors = np.zeros(len(boxes), int), np.zeros(len(truth), bool), []
    overlap, other = iou(boxes, truth), iou(boxes, forgiven)
    for i in range(len(boxes)):
        j = np.argmax(np.where(taken, -1, overlap[i])) if len(truth) else 0
        if len(truth) and overlap[i, j] >= 0.5 and not taken[j]:
            taken[j], mark[i] = True, 1 if counted[j] else -1
            known = scene.points[j] * k
            if not np.isnan(known).any():
                errors.append(np.abs(points[i] - known).mean() * 2 / np.sqrt(truth[j, 2:].prod()))
        elif (len(truth) and overlap[i].max() >= 0.5) or (len(forgiven) and other[i].max() >= 0.3):
            mark[i] = 0 if len(truth) and overlap[i].max() >= 0.5 else -1
    return mark, taken, counted, errors


def average_precision(marks, scores, total):
    order = np.argsort(-scores)
    m = marks[order]
    m = m[m >= 0]
    if not total or not len(m):
        return 0.0
    hits, false = np.cumsum(m == 1), np.cumsum(m == 0)
    recall, precision = hits / total, hits / (hits + false)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(np.r_[0, recall]) * precision))


def judge_detector(run, tests, long_side=INPUT, smallest=12, threshold=None):
    """Per source: average precision of faces >= smallest px at the network's input, and where a threshold is given
    recall by size, false alarms a picture and the points' error as a share of the face's size."""
    report = {}
    for source, scenes in tests.items():
        marks, scores, total, alarms, sizes, hit, errors = [], [], 0, 0, [], [], []
        for scene in scenes:
            picture, k = shrink(scene.picture, long_side)
            found = run(picture)
            mark, taken, counted, error = match(scene, found, k, smallest)
            marks.append(mark), scores.append(found[1])
            total += int(counted.sum())
            if threshold is not None:
                sure = found[1] >= threshold
                alarms += int((mark[sure] == 0).sum())
                _, taken, _, error = match(scene, tuple(v[sure] for v in found), k, smallest)
                sizes.extend(scene.boxes[:, 3] * k), hit.extend(taken), errors.extend(error)
        row = dict(pictures=len(scenes))
        if total:
            row.update(faces=total, ap=round(average_precision(np.concatenate(marks), np.concatenate(scores), total), 4))
        if threshold is not None:
            sizes, hit = np.array(sizes), np.array(hit, bool)
            row["false_alarms_a_picture"] = round(alarms / len(scenes), 4)
            for low, high in ((12, 24), (24, 48), (48, 1000)):
                at = (sizes >= low) & (sizes < high)
                if at.any():
                    row[f"recall_{low}_{high}" if high < 1000 else f"recall_{low}_up"] = round(float(hit[at].mean()), 4)
                    row[f"faces_{low}"] = int(at.sum())
            if errors:
                row["point_error"] = round(float(np.mean(errors)), 4)
        report[source] = row
    return report


def judge(model, tests):
    """A short form for the end of an epoch."""
    report = judge_detector(torch_detector(model), tests)
    found = {k: v["ap"] for k, v in report.items() if "ap" in v}
    return dict(found, mean_ap=round(float(np.mean(list(found.values()))), 4))
