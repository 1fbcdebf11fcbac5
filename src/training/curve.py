"""Writes a bundled model's learning curve from its trainer's log, for the page of `streammood compare`.

Logs in the order in which the trainings followed each other; an epoch that a log has twice, after a resumption, counts as it was last."""
import hashlib
import json
import re
from ast import literal_eval
from pathlib import Path

from common import BUNDLED, arguments
from onnx_file import metadata

EMOTION = re.compile(r"^epoch (\d+)/\d+ .*?aligned: FER\+ ([\d.]+) FER ([\d.]+)")
DETECTOR = re.compile(r"^epoch (\d+)/\d+ .*?(\{.*\})")


def points(line):
    """Epoch and figures of a line of a log; None for other lines."""
    if found := EMOTION.match(line):
        return int(found[1]), {"FER+ votes, PublicTest": float(found[2]), "FER2013 labels, PublicTest": float(found[3])}
    if found := DETECTOR.match(line):
        return int(found[1]), {"mean AP, held-out scenes": float(literal_eval(found[2])["mean_ap"])}
    return None


def series(texts):
    """Name to [[epoch, value], …] over all logs; each log goes on where the one before it ended."""
    curves, before = {}, 0
    for text in texts:
        epochs = dict(p for p in map(points, text.splitlines()) if p)
        for epoch, figures in sorted(epochs.items()):
            for name, value in figures.items():
                curves.setdefault(name, []).append([before + epoch, value])
        before += max(epochs, default=0)
    return curves


def main():
    parser = arguments(__doc__, "python3 curve.py streammood-emotion-small work/emotion-a.log work/emotion-joined.log")
    parser.add_argument("model", help="name of the bundled file")
    parser.add_argument("--of", help="which member the logs are of, where the model averages several")
    parser.add_argument("logs", type=Path, nargs="+", help="what the trainer printed")
    args = parser.parse_args()
    path = BUNDLED / f"{args.model}.onnx"
    curves = series([log.read_text() for log in args.logs])
    if not curves:
        raise SystemExit(f"no line of {', '.join(map(str, args.logs))} tells of an epoch")
    curve = {"model": f"{args.model}@{metadata(path)['version']}", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
             "series": [{"name": f"{name}; {args.of}" if args.of else name, "points": values} for name, values in curves.items()]}
    out = path.with_suffix(".curve.json")
    out.write_text(json.dumps(curve) + "\n")
    print(f"{out.name}: {', '.join(f'{len(v)} epochs of {k}' for k, v in curves.items())}")


if __name__ == "__main__":
    main()
