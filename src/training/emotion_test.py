"""Measures the exported emotion classifier, fits its temperature, and writes the figures as JSON."""
from math import comb

import numpy as np

from common import BUNDLED, CATEGORIES, LABELS, arguments, start, write_json
from faces import FER7, Fer, crops, folds_of
from onnx_file import Runner, fastest, input_side


UNSEEN = (4, 5)  # folds of people that no training on further sets has seen


def softmax(logits, temperature=1.0):
    e = np.exp((logits - logits.max(1, keepdims=True)) / temperature)
    return e / e.sum(1, keepdims=True)


def calibration_error(probability, right, bins=15):
    at = np.minimum((probability * bins).astype(int), bins - 1)
    return float(sum(abs(right[at == b].mean() - probability[at == b].mean()) * (at == b).mean()
                     for b in range(bins) if (at == b).any()))


def fit_temperature(logits, label):
    """Temperature of the least negative log likelihood, over a fine grid."""
    def cost(t):
        return -np.log(softmax(logits, t)[np.arange(len(label)), label] + 1e-12).mean()
    return float(min(np.exp(np.linspace(np.log(0.4), np.log(3), 121)), key=cost))


def summary(label, predicted, names):
    """Accuracy, macro F1 over the labels present, recall of each."""
    recall, f1 = {}, []
    for k in np.unique(label):
        hit = ((label == k) & (predicted == k)).sum()
        recall[names[k]] = round(float(hit / (label == k).sum()), 4)
        f1.append(2 * hit / ((label == k).sum() + (predicted == k).sum()))
    return dict(n=len(label), accuracy=round(float((label == predicted).mean()), 4),
                macro_f1=round(float(np.mean(f1)), 4), recall=recall)


def category_accuracy(label, predicted):
    keep = label != LABELS.index("contempt")
    as_category = np.array([CATEGORIES.get(n, "none") for n in LABELS])
    return round(float((as_category[label[keep]] == as_category[predicted[keep]]).mean()), 4)


def mcnemar(mine, theirs):
    """Pictures that only one of two models reads rightly, and McNemar's exact p."""
    n, m = int((mine & ~theirs).sum()), int((theirs & ~mine).sum())
    p = min(1, 2 * sum(comb(n + m, k) for k in range(min(n, m) + 1)) / 2 ** (n + m))
    return dict(only_this=n, only_the_other=m, p=round(p, 4))


def beside(mine, others):
    """McNemar's test for what `Measure.public_test` pooled: raw tiles, then the same tiles aligned."""
    for set_name, (logits, label), (other, _) in zip(("ferplus_majority", "fer2013"), mine, others):
        right, theirs = logits.argmax(1) == label, other.argmax(1) == label
        for view, a, b in zip(("raw", "aligned"), np.split(right, 2), np.split(theirs, 2)):
            yield f"{set_name}_{view}", mcnemar(a, b)


class Measure:
    def __init__(self, path, work):
        self.run, self.work = Runner(path), work
        self.template = np.array([float(v) for v in self.run.metadata["template"].split(",")]).reshape(5, 2)
        self.side = input_side(path)

    def logits(self, tiles, points, scores, aligned):
        faces = crops(tiles, points, scores, self.template, self.side, aligned)
        read = self.run(face=self.run.normalised(faces)[:, None])
        return read["logits"], read["fer"]

    def public_test(self):
        data, report, pooled, sevens = Fer(self.work, False), {}, [], []
        for view in ("raw", "aligned"):
            logits, seven = self.logits(data.tiles, data.points, data.scores, view == "aligned")
            has = data.majority >= 0
            report[f"ferplus_majority_{view}"] = summary(data.majority[has], logits[has].argmax(1), LABELS)
            report[f"ferplus_majority_{view}"]["category_accuracy"] = category_accuracy(data.majority[has], logits[has].argmax(1))
            report[f"fer2013_{view}"] = summary(data.fer, seven.argmax(1), FER7)
            pooled.append((logits[has], data.majority[has])), sevens.append((seven, data.fer))
        return report, *(tuple(np.concatenate(v) for v in zip(*p)) for p in (pooled, sevens))

    def ckplus(self):
        """Peak frames, all people and those of the unseen folds; neutral may be answered, contempt may not."""
        z, report = np.load(self.work / "ckplus.npz"), {}
        keep = z["peak"] & (z["label"] != LABELS.index("contempt"))
        label, unseen = z["label"][keep].astype(int), np.isin(folds_of(z["subject"][keep]), UNSEEN)
        for view in ("raw", "aligned"):
            logits, _ = self.logits(z["tiles"][keep], z["points"][keep], z["scores"][keep], view == "aligned")
            for people, at in (("all_people", np.ones(len(label), bool)), ("unseen_people", unseen)):
                report[f"ckplus_peak_{view}_{people}"] = summary(label[at], logits[at][:, :7].argmax(1), LABELS)
        return report

    def muxspace(self):
        z, report = np.load(self.work / "muxspace.npz"), {}
        keep = (z["scores"] > 0) & (z["label"] != LABELS.index("contempt")) & (z["labeller"] != "jhamski")
        label, unseen = z["label"][keep].astype(int), np.isin(folds_of(z["person"][keep]), UNSEEN)
        logits, _ = self.logits(z["tiles"][keep], z["points"][keep], z["scores"][keep], True)
        for people, at in (("all_people", np.ones(len(label), bool)), ("unseen_people", unseen)):
            report[f"muxspace_without_one_labeller_{people}"] = summary(label[at], logits[at][:, :7].argmax(1), LABELS)
        return report


def main():
    parser = arguments(__doc__, "python3 emotion_test.py --model streammood-emotion-large")
    parser.add_argument("--model", default="streammood-emotion-small", help="name of the bundled file")
    parser.add_argument("--beside", help="name of a bundled file to compare with")
    args = parser.parse_args()
    start(args)
    measure = Measure(BUNDLED / f"{args.model}.onnx", args.work)
    report, (logits, label), seven = measure.public_test()
    t, t_fer = fit_temperature(logits, label), fit_temperature(*seven)
    right = logits.argmax(1) == label
    report["temperature"] = {"temperature": round(t, 4), "fer_temperature": round(t_fer, 4),
                             "calibration_error_before": round(calibration_error(softmax(logits).max(1), right), 4),
                             "calibration_error_after": round(calibration_error(softmax(logits, t).max(1), right), 4)}
    report.update(measure.ckplus(), **measure.muxspace())
    blank = np.zeros((1, 1, measure.side, measure.side))
    if args.beside:
        _, *others = Measure(BUNDLED / f"{args.beside}.onnx", args.work).public_test()
        report[f"beside_{args.beside}"] = dict(beside(((logits, label), seven), others))
    report["milliseconds_a_face_opencv_one_thread"] = fastest(lambda: measure.run(face=blank))
    write_json(args.work / f"{args.model}-temperature.json", {"temperature": t, "fer_temperature": t_fer})
    write_json(args.work / f"{args.model}.json", report)
    for name, row in report.items():
        print(name, {k: v for k, v in row.items() if k != "recall"} if isinstance(row, dict) else row)


if __name__ == "__main__":
    main()
