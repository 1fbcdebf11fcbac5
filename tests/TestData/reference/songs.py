"""Writes songs.json beside the folder above: how many of the 686 songs of data_moods scikit-learn puts right, fold by fold (song i in
fold i mod 10, in the order of the file). Only these counts are kept; the songs stay where they are.

    python3 tests/TestData/reference/songs.py ../shared/data/songs/data_moods_original.csv
"""
import csv
import json
import sys
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

FEATURES = ["danceability", "acousticness", "energy", "instrumentalness", "liveness", "valence", "loudness", "speechiness", "tempo"]
with open(sys.argv[1], encoding="utf-8") as file:
    songs = list(csv.DictReader(file))
X = np.float32([[float(s[f]) for f in FEATURES] + [float(s["length"]) / 1000, float(s["release_date"][:4])] for s in songs])
y = np.array([["Happy", "Energetic", "Calm", "Sad"].index(s["mood"]) for s in songs])

MODELS = {
    "softmax": (True, LogisticRegression(solver="newton-cg", tol=1e-7, max_iter=10000)),
    "lda": (True, LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.01)),
    "qda": (True, QuadraticDiscriminantAnalysis(reg_param=0.1)),
    "naive-bayes": (True, GaussianNB(var_smoothing=1e-9)),
    "knn": (True, KNeighborsClassifier(15)),
    "tree": (False, DecisionTreeClassifier(max_depth=5, min_samples_leaf=5, random_state=0)),
    "forest": (False, RandomForestClassifier(300, min_samples_leaf=2, max_features=3, random_state=0)),
    "forest extra": (False, ExtraTreesClassifier(300, min_samples_leaf=2, max_features=3, random_state=0)),
    "boosting": (False, GradientBoostingClassifier(
        n_estimators=60, learning_rate=0.1, max_depth=3, min_samples_leaf=5, subsample=0.6, max_features=5, random_state=0)),
    "linear-svm": (True, SVC(kernel="linear", C=1)),
    "rbf-svm": (True, SVC(C=2, gamma=0.05)),
}
right = {}
for name, (standard, model) in MODELS.items():
    right[name] = []
    for fold in range(10):
        test = np.arange(len(y)) % 10 == fold
        train, held = X[~test].astype(float), np.clip(X[test], X[~test].min(0), X[~test].max(0)).astype(float)
        if standard:
            scaler = StandardScaler().fit(train)
            train, held = scaler.transform(train), scaler.transform(held)
        right[name].append(int((model.fit(train, y[~test]).predict(held) == y[test]).sum()))
path = Path(__file__).resolve().parents[1] / "songs.json"
path.write_text(json.dumps({"songs": len(y), "right": right}) + "\n")
