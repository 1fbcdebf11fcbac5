"""A public classifier that had no part in any training here, as an independent judge of made faces."""
import cv2
import numpy as np
import torch

from common import LABELS
from public_models import MINI_LABELS, MiniXception

TO_8 = np.array([LABELS.index(n) for n in MINI_LABELS])


class ClassicReader:
    def __init__(self, data):
        self.net = MiniXception(data)

    @torch.no_grad()
    def __call__(self, faces):
        """Grey faces [n,h,w] in 0..255 to StreamMood labels."""
        x = np.stack([cv2.resize(f, (64, 64)) for f in faces]).astype(np.float32)
        return TO_8[self.net(torch.from_numpy(x)[:, None] / 127.5 - 1).argmax(1).numpy()]
