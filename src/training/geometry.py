"""Similarity transforms between face landmarks and a crop template, as the product aligns faces."""
import numpy as np

POINTS = ("right eye", "left eye", "nose", "right mouth", "left mouth")  # the person's right, image left


def similarity(source, target):
    """Least-squares similarity transforms taking source points [N,5,2] to target points [N,5,2]; returns [N,2,3]."""
    source, target = np.asarray(source, np.float64), np.asarray(target, np.float64)
    ms, mt = source.mean(1, keepdims=True), target.mean(1, keepdims=True)
    s, t = source - ms, target - mt
    norm = np.maximum((s ** 2).sum((1, 2)), 1e-9)
    a = (s * t).sum((1, 2)) / norm
    b = (s[..., 0] * t[..., 1] - s[..., 1] * t[..., 0]).sum(1) / norm
    m = np.empty((len(s), 2, 3))
    m[:, 0, 0], m[:, 0, 1], m[:, 1, 0], m[:, 1, 1] = a, -b, b, a
    m[:, :, 2] = mt[:, 0] - np.einsum("nij,nj->ni", m[:, :, :2], ms[:, 0])
    return m


def compose(outer, inner):
    """The affine map that applies `inner` [2,3] first, then `outer` [2,3]."""
    return np.hstack([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2:] + outer[:, 2:]])


def about_centre(side, scale=1.0, degrees=0.0, shift=(0.0, 0.0), flip=False):
    """Rotate, scale and optionally mirror about the centre of a square of `side` pixels, then shift (fractions)."""
    c, r = (side - 1) / 2, np.deg2rad(degrees)
    m = scale * np.array([[np.cos(r), -np.sin(r)], [np.sin(r), np.cos(r)]])
    if flip:
        m = m @ np.diag([-1.0, 1.0])
    return np.hstack([m, (np.array([c, c]) - m @ [c, c] + np.array(shift) * side)[:, None]])
