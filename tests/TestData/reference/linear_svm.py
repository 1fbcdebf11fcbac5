"""Decision values of scikit-learn's LinearSVC (LIBLINEAR) on made-up points: what the lab's linear machine is held to.

    /usr/bin/python3 tests/TestData/reference/linear_svm.py"""
import json
from pathlib import Path

import numpy as np
from sklearn.svm import LinearSVC

rng = np.random.default_rng(3)
labels = rng.integers(0, 3, 150)
rows = (rng.normal(0, 1, (150, 5)) + np.array([[1, 0, 0, .5, 0], [0, 1, 0, 0, .5], [0, 0, 1, -.5, -.5]])[labels] * 1.5).round(3)
model = LinearSVC(C=0.5, loss="squared_hinge", dual=True, tol=1e-8, max_iter=200000, random_state=1).fit(rows, labels)
path = Path(__file__).resolve().parents[1] / "linear-svm.json"
path.write_text(json.dumps({"cost": 0.5, "rows": rows.tolist(), "labels": labels.tolist(),
                            "decisions": model.decision_function(rows).round(6).tolist()}, separators=(",", ":")) + "\n")
