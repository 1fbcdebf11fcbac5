"""Writes the model cards beside the bundled files from the figures that the test scripts measured."""
import hashlib

import onnx

from common import BUNDLED, arguments, read_json, start
from onnx_file import metadata

PREAMBLE = {
    "streammood-detector": """Finds faces in a grey picture of any size (sides a multiple of 32): boxes and five points, in YuNet's output layout.

**Meant for** camera pictures at about 320 px (long side), faces of 24 px and more. **Not meant for** identifying
anybody; faces larger than about 300 px at the network's input are found less surely (scale the picture down).

**Data.** YouTube-Faces frames with 68 landmarks (split by person), web and press photographs of groups and masks with
human boxes, Caltech-101 backgrounds as negatives, FER2013 training tiles pasted into backgrounds. Points on the
group photographs, and some boxes, come from the public detector YuNet-n as teacher (Apache-2.0). Caltech-101 faces
were never trained on. The pictures themselves are for research use and are not distributed.

**Recipe.** `detector.py`: from random weights, 320 px crops with faces of 11 to 320 px, mosaics, turns, light, blur,
noise, JPEG, negatives on which it raised alarms seen more often, ovals drawn around anything but a face; SimOTA
assignment, EIoU; averaged weights, stored in half precision. The **threshold**
is the lowest at which one in a hundred held-out pictures without people raises an alarm (`detector_test.py`); the figures
below are of half of the held-out scenes, at IoU 0.5, faces >= 12 px at the network's input.
`ilcmask` and `kagmask` hold different crops of the same photographs in training and test, so they flatter a little;
unlabelled faces count as false alarms there, for every detector. The boxes of `ytf` and `caltech` are YuNet's own and
`negatives` are pictures on which YuNet was silent, so YuNet's rows on these three flatter it.""",
    "streammood-emotion-small": """Reads an expression from one grey 48x48 face: eight logits after the raters of FER+, and a second readout of
seven after FER2013's own labels.

**Meant for** aggregate mood of consenting viewers from aligned crops; raw face tiles work nearly as well. **Not meant
for** judging a person's inner state, or for workplaces and schools. The labels are what raters *see*, not what is felt.
Disgust, fear and contempt are rare in the data and are read badly: see the recall rows.

**Data.** FER2013 Training with the FER+ votes (pictures whose pixels recur in a test split removed), soft targets after
Barsoum et al. with a share of FER2013's own label; in the last sixty-two epochs also CK+ and muxspace, of the people of folds 1, 2
and 3 only (`--split fold1` to `fold5` of `streammood evaluate emotions`), so that folds 4 and 5 are people it never saw. In the last
fourteen they come more often and no teacher speaks about them: FER+'s raters, and teachers after them, call many a posed anger neutral. That
folds 4 and 5 were read badly without it is why: their figures are of unseen people, but they have been looked at. PublicTest chose the checkpoint
and fitted the temperatures, so its figures are slightly optimistic; PrivateTest was not used. The pictures are for research use and are
not distributed; FER+ labels are MIT.

**Recipe.** `emotion.py`: residual network with channel gates, from random weights, half of the faces aligned on five
landmarks, mixup, averaged weights; then further cycles of the learning rate, in each of which the network before taught
both readouts (born-again, Furlanello et al. 2018), in the last three together with a second, wider network. FER2013's labels follow another convention than FER+ (they agree on about two thirds of the
pictures), so no single set of logits can be best on both: the `fer` output was trained on those labels, and
`fer2013_*` below is its. Weights are stored in half precision and computed in single.""",
    "streammood-emotion-large": """Reads an expression from one grey 48x48 face, as streammood-emotion-small does and in the same form, by the mean of
two networks' logits: the small model's own network and a wider one. `inference.emotion=auto` takes it where it runs on a GPU.

**Meant for and not meant for** what the small model is. It costs three times the small one's time (1.9 to 0.6 ms a face, align +
emotion on one CPU thread, `streammood bench vision --emotion NAME`) **and gains little**; below. Disgust, fear and contempt are read as badly: see the
recall rows.

**Short of its aim.** FER2013 with test-time augmentation: 68.2 %, where 71 % was wanted and a ResNet-18 begun from ImageNet
reports 70.8 under a clean protocol. FER+ majority: 85.7 % with it and 85.6 % without, where 84.5 % was wanted. Both members are small because one
core trained them; a GPU would allow a network ten times as wide at several times the epochs, with a few seeds to average. That this is
what is missing we suppose and have not shown.

**Beside the small model**, on the same pictures (`streammood evaluate emotions --model streammood-emotion-small --model
streammood-emotion-large`; n : m are the pictures that only the large, only the small one reads rightly; exact McNemar test).

| pictures | small | large | n : m | p |
|---|---:|---:|---:|---:|
| FER2013 labels, PublicTest | 67.7 | 67.5 | 85 : 91 | .71 |
| the same, `--tta` | 68.4 | 68.2 | 49 : 58 | .44 |
| FER+ majority, PublicTest | 84.9 | 85.6 | 68 : 46 | .049 |
| the same, `--tta` | 85.4 | 85.7 | 48 : 37 | .28 |
| CK+ `peak+fold45`, people unseen | 94.5 | 94.5 | 0 : 0 | 1 |
| muxspace `without-jhamski+fold45`, people unseen | 82.3 | 82.9 | 18 : 14 | .60 |

Of six rows one tells them apart at 5 %, and barely. The mean negative log likelihood is lower on every row (FER+ .382 to .399), the
calibration error on FER+ is the same (.017 to .018). Where time a face counts, the small one is the better choice on a GPU too: `inference.emotion=streammood-emotion-small`.
Precision, kappa, calibration and confusion of both stand in the lab's README.

**Data.** The small model's, split and used alike: FER2013 Training with the FER+ votes; CK+ and muxspace of the people of folds 1,
2 and 3 only, in the wider network from its first epoch. Neither member saw folds 4 and 5. PublicTest chose the epochs, fitted the temperatures and, with folds 4
and 5 of the other two sets, chose the members, so all figures here are slightly optimistic; PrivateTest was not used. The pictures are
for research use and are not distributed; FER+ labels are MIT.

**Recipe.** Members: `emotion-i`, 0.89 million weights, which is streammood-emotion-small 0.5.0 (see there); `emotion-fourth`, 1.39 million, the same design
wider and deeper: 30 epochs from random weights with `emotion-f` as teacher, which is the small model's second teacher, 34 with `emotion-g` as teacher, and
8 in which teachers are silent about CK+ and muxspace, as in the small model's last (`emotion-cycles` has the commands). About 7.6 hours of one shared core in all: 3.8 for
`emotion-a` to `-i`, 3.8 for the wider network. A third member changed nothing beyond chance, nor did averaging probabilities instead of logits. File: `python3 export.py
emotion --checkpoint emotion-i emotion-fourth --name streammood-emotion-large --version 0.2.0`, weights in half precision, computed in single, within 4e-4 (relative) of PyTorch.""",
    "streammood-generator": """Draws a grey face from expression weights and an identity vector: the synthetic cameras' actors. It shows no real person.

**Meant for** demonstrations and tests with known truth. **Not meant for** passing as photographs.

**Data.** Frontal FER2013 training tiles (research use, not distributed), aligned and evened in light; expressions from
the FER+ votes. **Recipe.** `generator.py`: eigenfaces of those tiles; dense networks choose their weights, as a
conditional variational autoencoder with an adversary; expression classifiers look through the product's alignment.
The classifier that measures below also took part in training, so its reading flatters the generator.

**Likeness.** Identities are random vectors. `nearest_training_picture` is the correlation of a made face's inner part
with that of the most similar training picture, and the same for real faces that were not trained on: made faces come
about as near as strangers do, and none comes as near as the nearest strangers. They are smooth, which alone raises it.""",
}


def table(report):
    """Nested figures as a flat list of rows."""
    for name, row in sorted(report.items()):
        if isinstance(row, dict):
            flat = {k: v for k, v in row.items() if not isinstance(v, dict)}
            if flat:
                yield name, ", ".join(f"{k} {v}" for k, v in flat.items())
            for key, inner in row.items():
                if isinstance(inner, dict):
                    yield f"{name}: {key}", ", ".join(f"{k} {v}" for k, v in inner.items())
        else:
            yield name, str(row)


def card(name, report):
    path = BUNDLED / f"{name}.onnx"
    graph, properties = onnx.load(str(path)).graph, metadata(path)

    def shape(value):
        return f"`{value.name}` [" + ", ".join(str(d.dim_param or d.dim_value) for d in value.type.tensor_type.shape.dim) + "]"

    lines = [f"# {name} {properties['version']}", "", PREAMBLE[name], "", "## File", "",
             f"- size {path.stat().st_size} bytes, SHA-256 `{hashlib.sha256(path.read_bytes()).hexdigest()}`",
             f"- licence of the weights: {properties['license']}",
             "- inputs (float32): " + "; ".join(map(shape, graph.input)),
             "- outputs: " + "; ".join(map(shape, graph.output)),
             "- metadata: " + "; ".join(f"`streammood.{k}` = {v}" for k, v in sorted(properties.items())),
             "", "## Figures", "", "Written by the test script in `src/training` from the file above, run by OpenCV.", "",
             "| what | measured |", "|---|---|"]
    lines += [f"| {a} | {b} |" for a, b in table(report)]
    path.with_suffix(".md").write_text("\n".join(lines) + "\n")
    print(f"wrote {path.with_suffix('.md').name}")


def main():
    args = arguments(__doc__, "python3 cards.py").parse_args()
    start(args)
    for name in PREAMBLE:
        measured = args.work / f"{name}.json"
        if not measured.exists():
            print(f"no figures for {name}: run its test script first")
            continue
        card(name, read_json(measured))
    files = sorted(BUNDLED.glob("*.onnx"))
    (BUNDLED / "SHA256SUMS").write_text("".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files))


if __name__ == "__main__":
    main()
