"""A public classifier that had no part in any training here, as an independent judge of made faces.

mini-XCEPTION (MIT, Octavio Arriaga), rebuilt from its weights; never exported, never used to initialise anything."""
import cv2
import numpy as np
import torch
import torch.nn.functional as F

from common import LABELS

ORDER = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
TO_8 = np.array([LABELS.index(n) for n in ORDER])


class MiniXception:
    def __init__(self, path):
        self.w = {k: torch.from_numpy(v) for k, v in np.load(path).items()}

    def norm(self, x, n):
        gamma, beta, mean, variance = (self.w[f"batch_normalization_{n}/{i}"] for i in range(4))
        return F.batch_norm(x, mean, variance, gamma, beta, eps=1e-3)

    def conv(self, x, n, stride=1, padding=0):
        return F.conv2d(x, self.w[f"conv2d_{n}/0"].permute(3, 2, 0, 1), stride=stride, padding=padding)

    def separable(self, x, n):
        depth, point = self.w[f"separable_conv2d_{n}/0"], self.w[f"separable_conv2d_{n}/1"]
        x = F.conv2d(x, depth.permute(2, 3, 0, 1), padding=1, groups=x.shape[1])
        return F.conv2d(x, point.permute(3, 2, 0, 1))

    @torch.no_grad()
    def __call__(self, faces):
        """Grey faces [n,h,w] in 0..255 to StreamMood labels."""
        x = np.stack([cv2.resize(f, (64, 64)) for f in faces]).astype(np.float32)
        x = torch.from_numpy(x)[:, None] / 127.5 - 1
        x = F.relu(self.norm(self.conv(x, 1), 1))
        x = F.relu(self.norm(self.conv(x, 2), 2))
        for block in range(4):  # Keras numbers the shortcut's layers before the block's own
            conv, norm, separable = 3 + block, 3 + 3 * block, 1 + 2 * block
            short = self.norm(self.conv(x, conv, stride=2), norm)
            y = F.relu(self.norm(self.separable(x, separable), norm + 1))
            y = self.norm(self.separable(y, separable + 1), norm + 2)
            y = F.max_pool2d(F.pad(y, same(y), value=-1e9), 3, 2)
            x = short + y
        x = F.conv2d(x, self.w["conv2d_7/0"].permute(3, 2, 0, 1), self.w["conv2d_7/1"], padding=1).mean((2, 3))
        return TO_8[x.argmax(1).numpy()]


def same(x):
    """Keras 'same' padding of a 3 x 3 pool with stride 2."""
    out = []
    for size in (x.shape[3], x.shape[2]):
        total = max(((size + 1) // 2 - 1) * 2 + 3 - size, 0)
        out += [total // 2, total - total // 2]
    return out
