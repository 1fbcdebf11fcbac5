"""Runs a YuNet-style ONNX detector in OpenCV's dnn module and decodes its outputs into boxes and points."""
import cv2
import numpy as np

from onnx_file import widen

STRIDES = (8, 16, 32)


def decode(outputs, width, threshold, nms):
    """outputs: name -> [cells, k] of one picture. Returns boxes [n,4] x y w h, scores [n], points [n,5,2]."""
    boxes, scores, points = [], [], []
    for s in STRIDES:
        score = np.sqrt(np.clip(outputs[f"cls_{s}"][:, 0], 0, 1) * np.clip(outputs[f"obj_{s}"][:, 0], 0, 1))
        at = np.nonzero(score >= threshold)[0]
        grid = np.stack([at % (width // s), at // (width // s)], 1).astype(np.float32)
        b = outputs[f"bbox_{s}"][at]
        size = np.exp(np.minimum(b[:, 2:], 8)) * s
        boxes.append(np.hstack([(grid + b[:, :2]) * s - size / 2, size]))
        points.append((outputs[f"kps_{s}"][at].reshape(-1, 5, 2) + grid[:, None]) * s)
        scores.append(score[at])
    boxes, scores, points = map(np.concatenate, (boxes, scores, points))
    order = np.argsort(-scores, kind="stable")[:750]
    keep = suppress(boxes[order], nms)
    return boxes[order][keep], scores[order][keep], points[order][keep]


def iou(a, b):
    """Pairwise overlap of boxes x y w h: [n,4] against [m,4]."""
    a, b = np.asarray(a, np.float64).reshape(-1, 1, 4), np.asarray(b, np.float64).reshape(1, -1, 4)
    side = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    inter = np.clip(side, 0, None).prod(-1)
    return inter / np.maximum(a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - inter, 1e-9)


def suppress(boxes, nms):
    """Greedy suppression of boxes already in order of falling score; returns the indices kept."""
    keep, overlap = [], iou(boxes, boxes)
    for i in range(len(boxes)):
        if not keep or overlap[i, keep].max() <= nms:
            keep.append(i)
    return keep


class OnnxDetector:
    """YuNet (three channels) or StreamMood's detector (one channel) on a BGR or grey picture."""

    def __init__(self, path, channels=3, threshold=0.6, nms=0.45):
        self.net, self.channels, self.threshold, self.nms = cv2.dnn.readNetFromONNX(np.frombuffer(widen(path), np.uint8)), channels, threshold, nms
        self.names = self.net.getUnconnectedOutLayersNames()

    def blob(self, picture):
        return cv2.dnn.blobFromImage(picture.astype(np.float32))

    def __call__(self, picture):
        if self.channels == 3 and picture.ndim == 2:
            picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        elif self.channels == 1 and picture.ndim == 3:
            picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        h, w = picture.shape[:2]
        picture = cv2.copyMakeBorder(picture, 0, -h % 32, 0, -w % 32, cv2.BORDER_CONSTANT)
        self.net.setInput(self.blob(picture))
        outputs = dict(zip(self.names, (o[0] for o in self.net.forward(self.names))))
        return decode(outputs, picture.shape[1], self.threshold, self.nms)
