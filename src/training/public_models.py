"""Rebuilds two public classifiers from their published weights, for comparison: as networks, or as ONNX files that
`streammood compare` and `streammood evaluate` take. They initialise nothing and are not part of StreamMood.

mini-XCEPTION: MIT, Octavio Arriaga. face-api's expression net: MIT, Vincent Mühler, Vladimir Mandic."""
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from common import arguments, read_json, start
from onnx_file import finish, numbers

MINI_LABELS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
FACE_API_LABELS = ("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise")
OPSET = 13


def same(x, value=0.0):
    """Keras' and TensorFlow's 'same' padding of a 3 x 3 window with stride 2."""
    out = []
    for size in (int(x.shape[3]), int(x.shape[2])):
        total = max(((size + 1) // 2 - 1) * 2 + 3 - size, 0)
        out += [total // 2, total - total // 2]
    return F.pad(x, out, value=value)


class Weighted(nn.Module):
    """A network whose weights are named arrays, convolutions in TensorFlow's order (height, width, in, out)."""

    def __init__(self, arrays):
        super().__init__()
        self.names = {name: f"w{i}" for i, name in enumerate(arrays)}
        for name, value in arrays.items():
            self.register_buffer(self.names[name], torch.from_numpy(np.ascontiguousarray(value)).float())

    def w(self, name):
        return getattr(self, self.names[name])

    def conv(self, x, name, bias=None, **options):
        return F.conv2d(x, self.w(name).permute(3, 2, 0, 1), None if bias is None else self.w(bias), **options)

    def separable(self, x, depthwise, pointwise, bias=None, stride=1):
        x = same(x) if stride == 2 else F.pad(x, (1, 1, 1, 1))
        x = F.conv2d(x, self.w(depthwise).permute(2, 3, 0, 1), stride=stride, groups=x.shape[1])
        return self.conv(x, pointwise, bias)


class MiniXception(Weighted):
    """Grey [N,1,64,64], (pixel - 127.5) / 127.5, to logits of MINI_LABELS."""

    def __init__(self, data):
        super().__init__(np.load(data / "emotion-models" / "oarriaga-mini_xception_102_weights.npz"))

    def norm(self, x, n):
        gamma, beta, mean, variance = (self.w(f"batch_normalization_{n}/{i}") for i in range(4))
        return F.batch_norm(x, mean, variance, gamma, beta, eps=1e-3)

    def half(self, x, n):
        return self.separable(x, f"separable_conv2d_{n}/0", f"separable_conv2d_{n}/1")

    def forward(self, x):
        x = F.relu(self.norm(self.conv(x, "conv2d_1/0"), 1))
        x = F.relu(self.norm(self.conv(x, "conv2d_2/0"), 2))
        for block in range(4):  # Keras numbers the shortcut's layers before the block's own
            norm, half = 3 + 3 * block, 1 + 2 * block
            short = self.norm(self.conv(x, f"conv2d_{3 + block}/0", stride=2), norm)
            y = F.relu(self.norm(self.half(x, half), norm + 1))
            y = self.norm(self.half(y, half + 1), norm + 2)
            x = short + F.max_pool2d(same(y, -1e9), 3, 2)
        return self.conv(x, "conv2d_7/0", "conv2d_7/1", padding=1).mean((2, 3))


class FaceApi(Weighted):
    """Red, green, blue [N,3,112,112], (pixel - channel mean) / 255, to logits of FACE_API_LABELS."""

    MEAN = (122.782, 117.001, 104.298)

    def __init__(self, data):
        folder, at, arrays = data / "emotion-models", 0, {}
        bytes_ = np.fromfile(folder / "faceapi-face_expression_model.bin", np.uint8)
        for w in read_json(folder / "faceapi-face_expression_model-weights_manifest.json")[0]["weights"]:
            count, q = int(np.prod(w["shape"])), w.get("quantization")
            if q:
                value = bytes_[at:at + count].astype(np.float32) * q["scale"] + q["min"]
            else:
                value = bytes_[at:at + 4 * count].view(np.float32)
            arrays[w["name"]], at = value.reshape(w["shape"]), at + count * (1 if q else 4)
        super().__init__(arrays)

    def sep(self, x, name, stride=1):
        return self.separable(x, f"{name}/depthwise_filter", f"{name}/pointwise_filter", f"{name}/bias", stride)

    def forward(self, x):
        for n in range(4):
            name = f"dense{n}"
            a = self.conv(same(x), f"{name}/conv0/filters", f"{name}/conv0/bias", stride=2) if n == 0 else self.sep(x, f"{name}/conv0", 2)
            a = F.relu(a)
            b = self.sep(a, f"{name}/conv1")
            c = self.sep(F.relu(a + b), f"{name}/conv2")
            d = self.sep(F.relu(a + b + c), f"{name}/conv3")
            x = F.relu(a + b + c + d)
        return F.avg_pool2d(x, 7, 2).flatten(1) @ self.w("fc/weights") + self.w("fc/bias")


def write(model, path, side, labels, mean, scale, channels, place):
    example = torch.zeros(1, channels, side, side)
    torch.onnx.export(model.eval(), example, str(path), opset_version=OPSET, input_names=["face"], output_names=["logits"],
                      do_constant_folding=True, dynamic_axes={"face": {0: "N"}, "logits": {0: "N"}})
    finish(path, "emotion", "public", {"face": ["N", None, None, None]}, {"logits": ["N", None]},
           {"labels": ",".join(labels), "mean": numbers(mean), "scale": numbers(scale, 8), "temperature": "1", **place})
    print(f"{path}: {path.stat().st_size} bytes")


def main():
    parser = arguments(__doc__, "python3 public_models.py --output work/public")
    parser.add_argument("--output", type=Path, help="folder of the ONNX files (default: public in the work folder)")
    args = parser.parse_args()
    start(args)
    output = args.output or args.work / "public"
    output.mkdir(parents=True, exist_ok=True)
    write(MiniXception(args.data), output / "mini-xception.onnx", 64, MINI_LABELS, 127.5, 1 / 127.5, 1, {"box_side": "1.1"})
    write(FaceApi(args.data), output / "face-api.onnx", 112, FACE_API_LABELS, FaceApi.MEAN, (1 / 255,) * 3, 3, {"box_side": "1.1"})


if __name__ == "__main__":
    main()
