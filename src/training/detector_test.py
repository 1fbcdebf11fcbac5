"""Judges a detector on scenes it never trained on: average precision, recall by size, false alarms, landmark error.

Run as a script it chooses the thresholds on half of those scenes and measures the bundled file on the other half,
beside the teacher's figures on the same pictures."""
import cv2
import numpy as np
import torch

from common import BUNDLED, arguments, start, write_json
from detections import STRIDES, OnnxDetector, decode, iou
from onnx_file import fastest, metadata

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
    k = long_side / max(picture.shape[:2])
    size = [max(8, round(v * k)) for v in picture.shape[1::-1]]
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


class Bundled(OnnxDetector):
    """A detector file with a normalisation of its own."""

    def __init__(self, path, threshold=None):
        says = metadata(path)
        super().__init__(path, 1, float(says["score_threshold"]) if threshold is None else threshold, float(says["nms_threshold"]))
        self.mean, self.scale = float(says["mean"]), float(says["scale"])

    def blob(self, picture):
        return ((picture.astype(np.float32) - self.mean) * self.scale)[None, None]


def choose(run, tests, nms, budget=0.01):
    """The lowest score at which pictures without people raise at most `budget` false alarms each."""
    alarms = [s for scene in tests["negatives"] for s in run(shrink(scene.picture, INPUT)[0])[1]]
    allowed = int(budget * len(tests["negatives"]))
    alarms = sorted(alarms, reverse=True)
    score = alarms[allowed] + 0.01 if len(alarms) > allowed else 0.3
    return dict(score=round(float(np.clip(score, 0.3, 0.8)), 2), nms=nms)


def clips(run, teacher, folder, every=6):
    """On clips of people at a desk, never trained on: how many of the faces that the teacher finds at 640 px are found
    at INPUT px, and how many more a picture are."""
    total = hit = extra = pictures = 0
    for path in sorted(p for p in folder.glob("*.*") if p.suffix in (".mkv", ".gif")):
        video, frame, number = cv2.VideoCapture(str(path)), None, 0
        while True:
            more, frame = video.read()
            if not more:
                break
            number += 1
            if number % every:
                continue
            large, k = shrink(frame, 640)
            truth = teacher(large)[0] / k
            small, k = shrink(frame, INPUT)
            mine = run(small)[0] / k
            truth_large = truth[:, 3] * k >= 24
            overlap = iou(truth, mine)
            total, pictures = total + int(truth_large.sum()), pictures + 1
            hit += int((overlap[truth_large].max(1) >= 0.5).sum()) if len(mine) else 0
            extra += int((overlap.max(0) < 0.3).sum()) if len(truth) else len(mine)
    return dict(pictures=pictures, teacher_faces_24_up=total, found=round(hit / max(1, total), 4),
                extra_a_picture=round(extra / max(1, pictures), 4)) if pictures else {}


def main():
    parser = arguments(__doc__, "python3 detector_test.py --model streammood-detector")
    parser.add_argument("--model", default="streammood-detector", help="name of the bundled file")
    args = parser.parse_args()
    start(args)
    from scenes import cached
    tests = held_out(cached(args))
    chosen = choose(Bundled(BUNDLED / f"{args.model}.onnx", threshold=0.1), tests, 0.45)
    write_json(args.work / "detector-thresholds.json", chosen)
    rest, report = {k: v[1::2] for k, v in tests.items()}, dict(thresholds=chosen)
    ours = Bundled(BUNDLED / f"{args.model}.onnx", threshold=0.02)
    teachers = {"yunet_s": "yunet_s_640_640", "yunet_n": "yunet_n_640_640"}
    for size in (320, 640):
        report[f"streammood_{size}"] = judge_detector(ours, rest, size, threshold=chosen["score"])
        for name, file in teachers.items():
            teacher = OnnxDetector(args.data / "detectors" / f"{file}.onnx", threshold=0.02)
            report[f"{name}_grey_{size}"] = judge_detector(teacher, rest, size, threshold=0.6)
    report["clips_against_yunet_n_640"] = clips(Bundled(BUNDLED / f"{args.model}.onnx", chosen["score"]),
                                                OnnxDetector(args.data / "detectors" / "yunet_n_640_640.onnx"),
                                                args.data / "videos")
    blank = np.zeros((256, 320), np.uint8)
    report["milliseconds_at_320x256_opencv_one_thread"] = {"streammood": fastest(lambda: ours(blank)), **{
        k: fastest(lambda d=OnnxDetector(args.data / "detectors" / f"{f}.onnx"): d(blank)) for k, f in teachers.items()}}
    write_json(args.work / f"{args.model}.json", report)
    for name, row in report.items():
        print(name)
        for source, figures in row.items():
            print("  ", source, figures)


if __name__ == "__main__":
    main()
