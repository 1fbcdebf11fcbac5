"""Writes a trained checkpoint as a bundled ONNX file and checks the file against PyTorch."""
import numpy as np
import torch
from torch import nn

from common import BUNDLED, LABELS, arguments, read_json, start
from detections import STRIDES
from detector import OUTPUTS, DetectorNet
from detector import MEAN as DETECTOR_MEAN
from detector import SCALE as DETECTOR_SCALE
from emotion import MEAN, SCALE, restored
from faces import FER7, template
from generator import IDENTITY, SIDE, Decoder, generator_template
from onnx_file import Runner, finish, halve, numbers

OPSET = 13


class Ensemble(nn.Module):
    """Several classifiers as one: the means of their logits, which keep to both readouts' meaning and to one temperature each."""

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, x):
        return tuple(sum(read) / len(read) for read in zip(*(m.both(x) for m in self.members)))


def load(model, args):
    if len(args.checkpoint) > 1:
        raise SystemExit(f"a {args.kind} is one checkpoint; only classifiers are averaged")
    state = torch.load(args.work / f"{args.checkpoint[0]}.pt", map_location="cpu")
    model.load_state_dict(state["average"])
    return model.eval()


def write(model, example, path, inputs, outputs):
    torch.onnx.export(model, example, str(path), opset_version=OPSET, input_names=inputs, output_names=outputs,
                      do_constant_folding=True)


def agree(path, examples, expected, names, tolerance=1e-3):
    """Largest difference between OpenCV's and PyTorch's outputs."""
    got = Runner(path)(**examples)
    worst = max(float(np.abs(got[n].reshape(e.shape) - e).max() / max(1, np.abs(e).max())) for n, e in zip(names, expected))
    print(f"{path.name}: {path.stat().st_size} bytes, differs from PyTorch by at most {worst:.1e} (relative)")
    if worst > tolerance:
        raise SystemExit("the exported file does not compute what was trained")


def detector(args, path):
    model = load(DetectorNet(), args)
    names = [f"{n}_{s}" for n in OUTPUTS for s in STRIDES]
    write(model, torch.zeros(1, 1, 256, 320), path, ["image"], names)
    chosen = read_json(args.work / "detector-thresholds.json") if (args.work / "detector-thresholds.json").exists() else {}
    finish(path, "detector", args.version, {"image": ["N", None, "H", "W"]},
           {n: ["N", f"cells_{n.split('_')[1]}", None] for n in names},
           {"mean": numbers(DETECTOR_MEAN), "scale": numbers(DETECTOR_SCALE, 8), "strides": ",".join(map(str, STRIDES)),
            "score_threshold": numbers(chosen.get("score", 0.5)), "nms_threshold": numbers(chosen.get("nms", 0.45))})
    halve(path)
    x = torch.randn(2, 1, 192, 224)
    with torch.no_grad():
        agree(path, dict(image=x.numpy()), [o.numpy() for o in model(x)], names, 1e-2)  # half-precision weights


def emotion(args, path):
    side = {torch.load(args.work / f"{name}.pt", map_location="cpu")["args"]["side"] for name in args.checkpoint}
    if len(side) > 1:
        raise SystemExit(f"the checkpoints look at faces of different sides: {sorted(side)}")
    side, = side
    members = [restored(args.work / f"{name}.pt").to(memory_format=torch.contiguous_format) for name in args.checkpoint]
    model = Ensemble(members).eval() if len(members) > 1 else members[0]
    if len(members) == 1:
        model.forward = model.both  # dropout does nothing any more
    names = ["logits", "fer"]
    write(model, torch.zeros(1, 1, side, side), path, ["face"], names)
    fitted = args.work / f"{path.stem}-temperature.json"
    fitted = read_json(fitted) if fitted.exists() else {}
    finish(path, "emotion", args.version, {"face": ["N", None, None, None]}, {n: ["N", None] for n in names},
           {"mean": numbers(MEAN), "scale": numbers(SCALE, 8), "labels": ",".join(LABELS), "fer_labels": ",".join(FER7),
            "temperature": numbers(fitted.get("temperature", 1.0)), "fer_temperature": numbers(fitted.get("fer_temperature", 1.0)),
            "template": numbers(template(args.work))})
    halve(path)
    x = torch.randn(3, 1, side, side)
    with torch.no_grad():
        agree(path, dict(face=x.numpy()), [o.numpy() for o in model(x)], names, 1e-2)  # half-precision weights


def generator(args, path):
    model = load(Decoder(), args)
    write(model, (torch.zeros(1, 8), torch.zeros(1, IDENTITY)), path, ["expression", "identity"], ["face"])
    finish(path, "generator", args.version, {"expression": ["N", None], "identity": ["N", None]},
           {"face": ["N", None, None, None]},
           {"labels": ",".join(LABELS), "template": numbers(generator_template(template(args.work))),
            "mean": "0", "scale": "1"})
    e, z = torch.eye(8)[:3], torch.randn(3, IDENTITY)
    with torch.no_grad():
        agree(path, dict(expression=e.numpy(), identity=z.numpy()), [model(e, z).numpy()], ["face"])


FILES = {"detector": (detector, "streammood-detector"), "emotion": (emotion, "streammood-emotion-small"),
         "generator": (generator, "streammood-generator")}


def main():
    parser = arguments(__doc__, "python3 export.py emotion --checkpoint emotion-small-best")
    parser.add_argument("kind", choices=FILES)
    parser.add_argument("--checkpoint", required=True, nargs="+",
                        help="name in the work folder, without .pt; several classifiers become one file that averages them")
    parser.add_argument("--name", help="file name without extension (default: the bundled model of that kind)")
    parser.add_argument("--version", default="0.1.0")
    args = parser.parse_args()
    start(args)
    make, name = FILES[args.kind]
    BUNDLED.mkdir(parents=True, exist_ok=True)
    make(args, BUNDLED / f"{args.name or name}.onnx")


if __name__ == "__main__":
    main()
