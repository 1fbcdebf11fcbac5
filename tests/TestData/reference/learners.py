"""Writes learners.json beside the folder above: made-up rows in four overlapping classes, and scikit-learn's answers on them.

    python3 tests/TestData/reference/learners.py
"""
import json
from pathlib import Path

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(11)
N, TEST, D, K = 170, 90, 5, 4


def rows(n):
    y = rng.choice(K, n, p=[0.35, 0.3, 0.2, 0.15])
    means = np.array([[0, 0, 0, 0, 0], [1.6, 1, 0, 0.5, 0], [0, 1.8, 1.4, 0, 0.5], [1.5, -1, 1.5, 1, 0]])
    x = means[y] + rng.normal(0, 1, (n, D)) * (1 + 0.5 * (y[:, None] == 2))
    x[:, 1] = np.exp(x[:, 1] / 2)
    x[:, 3] += 0.6 * x[:, 0]
    return np.float32(x), y


X, y = rows(N)
T, t = rows(TEST)
C = np.clip(T, X.min(0), X.max(0))  # our models clamp to what they were trained on
scaler = StandardScaler().fit(X.astype(float))
S, Z = scaler.transform(X.astype(float)), scaler.transform(C.astype(float))


def probabilities(model, standard=True, **fit):
    model.fit(S if standard else X, y, **fit)
    return [[round(float(v), 9) for v in row] for row in model.predict_proba(Z if standard else C)]


balanced = (N / (K * np.bincount(y)))[y]


def logistic(weights=None):
    return LogisticRegression(C=0.7, solver="newton-cg", tol=1e-7, max_iter=10000, class_weight=weights)


def svm(kernel, weights=None):
    machine = SVC(kernel=kernel, C=1.5, gamma=0.2, tol=1e-9, decision_function_shape="ovo", class_weight=weights,
                  probability=True, random_state=0).fit(S, y)
    scores = [[round(float(v), 7) for v in row] for row in machine.decision_function(Z)]
    return {"scores": scores, "probabilities": [[round(float(v), 5) for v in row] for row in machine.predict_proba(Z)]}


def boosting(**fit):
    """In the first rounds many splits are equally good and the seed decides, so this is the mean over seeds."""
    answers = [GradientBoostingClassifier(n_estimators=40, learning_rate=0.1, max_depth=3, min_samples_leaf=3, random_state=seed)
               .fit(X, y, **fit).predict_proba(C) for seed in range(60)]
    return [[round(float(v), 6) for v in row] for row in np.mean(answers, 0)]


forest = dict(n_estimators=3000, min_samples_leaf=2, max_features=2, n_jobs=2, random_state=0)
result = {
    "rows": [[round(float(v), 9) for v in row] for row in X], "labels": y.tolist(),
    "test": [[round(float(v), 9) for v in row] for row in T], "truth": t.tolist(),
    "softmax": probabilities(logistic()),
    "softmaxBalanced": probabilities(logistic("balanced")),
    "lda": probabilities(LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.1)),
    "qda": probabilities(QuadraticDiscriminantAnalysis(reg_param=0.2)),
    "naiveBayes": probabilities(GaussianNB(var_smoothing=0.01)),
    "knn": probabilities(KNeighborsClassifier(15)),
    "tree": probabilities(DecisionTreeClassifier(max_depth=4, min_samples_leaf=3, random_state=0), standard=False),
    "treeBalanced": probabilities(DecisionTreeClassifier(max_depth=4, min_samples_leaf=3, class_weight="balanced", random_state=0), standard=False),
    "forest": probabilities(RandomForestClassifier(**forest), standard=False),
    "extraTrees": probabilities(ExtraTreesClassifier(**forest), standard=False),
    "boosting": boosting(), "boostingBalanced": boosting(sample_weight=balanced),
    "linearSvm": svm("linear"), "rbfSvm": svm("rbf"), "rbfSvmBalanced": svm("rbf", "balanced"),
}
path = Path(__file__).resolve().parents[1] / "learners.json"
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
