"""Writes metrics.json beside the folder above: made-up labels and scores, and what scikit-learn, SciPy and NumPy make of them.

    python3 tests/TestData/reference/metrics.py
"""
import json
from pathlib import Path

import numpy as np
from scipy.stats import binomtest
from sklearn import metrics as m

rng = np.random.default_rng(7)


def round_all(value):
    return [round(float(v), 8) for v in value]


def classification(n, classes, shown, skill):
    truth = rng.choice(shown, n)
    logits = rng.normal(0, 1, (n, classes))
    logits[np.arange(n), truth] += skill
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p = np.round(p, 6).astype(np.float32)
    predicted = p.argmax(1)
    labels = np.unique(truth)
    each = m.precision_recall_fscore_support(truth, predicted, labels=np.arange(classes), zero_division=0)
    macro = m.precision_recall_fscore_support(truth, predicted, labels=labels, average="macro", zero_division=0)
    confidence, correct = p.max(1).astype(float), predicted == truth
    edges = np.linspace(0, 1, 16)
    place = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, 14)
    ece = sum(abs(correct[place == b].mean() - confidence[place == b].mean()) * (place == b).mean()
              for b in range(15) if (place == b).any())
    return {
        "classes": classes, "truth": truth.tolist(), "probabilities": [round_all(row) for row in p],
        "accuracy": m.accuracy_score(truth, predicted), "balancedAccuracy": m.balanced_accuracy_score(truth, predicted),
        "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2],
        "weightedF1": m.f1_score(truth, predicted, labels=labels, average="weighted", zero_division=0),
        "kappa": m.cohen_kappa_score(truth, predicted), "ece": ece,
        "nll": m.log_loss(truth, p.astype(float) / p.sum(1, keepdims=True), labels=np.arange(classes)),
        "precision": round_all(each[0]), "recall": round_all(each[1]), "f1": round_all(each[2]), "support": each[3].tolist(),
        "confusion": m.confusion_matrix(truth, predicted, labels=np.arange(classes)).tolist(),
    }


def interval(n, right):
    correct = np.zeros(n, bool)
    correct[:right] = True
    draws = rng.choice(correct, (20000, n)).mean(1)
    return {"n": n, "right": right, "low": np.quantile(draws, 0.025), "high": np.quantile(draws, 0.975)}


def average_precision(n, faces):
    """scikit-learn's precision-recall curve over the detections, its recall scaled to all faces, precision made monotonous."""
    hit = rng.random(n) < 0.7
    hit[np.nonzero(hit)[0][faces:]] = False
    score = np.round(np.where(hit, rng.beta(4, 2, n), rng.beta(2, 4, n)), 2)
    precision, recall, _ = m.precision_recall_curve(hit, score)
    precision, recall = precision[:-1][::-1], recall[:-1][::-1] * hit.sum() / faces  # falling scores
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return {"scores": score.tolist(), "hits": hit.tolist(), "faces": faces,
            "ap": float((np.diff(recall, prepend=0) * envelope).sum())}


result = {
    "classification": [classification(300, 8, np.arange(8), 1.2), classification(120, 7, np.array([1, 2, 4, 5]), 2.5),
                       classification(40, 3, np.arange(3), 0.0)],
    "bootstrap": [interval(200, 150), interval(1000, 820), interval(30, 29)],
    "mcnemar": [{"b": b, "c": c, "p": binomtest(min(b, c), b + c, 0.5).pvalue}
                for b, c in ((0, 1), (3, 9), (10, 25), (180, 230), (60, 60), (1200, 1315))],
    "averagePrecision": [average_precision(80, 70), average_precision(300, 260), average_precision(5, 9)],
}
path = Path(__file__).resolve().parents[1] / "metrics.json"
path.write_text(json.dumps(result, default=float, separators=(",", ":")) + "\n")
