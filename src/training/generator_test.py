"""Measures the exported generator through the product's path: drawn scene, detector, alignment, emotion classifier.

Also how near made faces come to training pictures, against how near real unseen faces come."""
import cv2
import numpy as np

from classic_reader import ClassicReader
from common import BUNDLED, LABELS, arguments, start, write_json
from detector_batches import draw_head
from detector_test import Bundled
from emotion_test import category_accuracy, summary
from faces import warp
from geometry import similarity
from onnx_file import Runner, fastest, input_side


def points_of(metadata):
    return np.array([float(v) for v in metadata["template"].split(",")]).reshape(5, 2)


def scene(face, template, size, rng, width=320, height=256):
    """A drawn head with the face blended in, somewhere in a plain room; and where its points then are."""
    picture = np.full((height, width), rng.integers(60, 200), np.uint8)
    picture[:, :] = np.clip(picture + np.linspace(-25, 25, width), 0, 255)
    cv2.rectangle(picture, (20, 20), (90, 100), int(rng.integers(40, 230)), -1)
    centre = np.array([rng.uniform(size * .7, width - size * .7), rng.uniform(size * .75, height - size * .75)])
    angle = np.deg2rad(rng.normal(0, 4))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    spots = (template - 0.5) * size @ turn.T + centre
    side = face.shape[0]
    place = similarity((template * side - .5)[None], spots[None])[0]
    draw_head(picture, centre, np.array([size * .66, size * .9]), float(np.median(face)), rng)
    drawn = cv2.warpAffine(face, place, (width, height), borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((height, width), np.float32)
    cv2.ellipse(mask, tuple(int(v) for v in centre), (int(size * .34), int(size * .46)), np.rad2deg(angle), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), size * .04)
    picture = (picture * (1 - mask) + drawn * mask).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], 0), spots


def made_faces(generator, people, seed):
    z = np.random.default_rng(seed).normal(size=(people, input_side(generator.path, "identity"))).astype(np.float32)
    labels = np.repeat(np.arange(8), people)
    out = generator(expression=np.eye(8, dtype=np.float32)[labels], identity=np.tile(z, (8, 1)))["face"]
    return out[:, 0], labels


def nearest(faces, training):
    """Index of the most similar training picture, and the correlation, of the faces' inner parts at 32 px."""
    def plain(x):
        x = np.stack([cv2.resize(f.astype(np.float32), (32, 32), interpolation=cv2.INTER_AREA)[4:30, 5:27] for f in x])
        x = x.reshape(len(x), -1)
        x = x - x.mean(1, keepdims=True)
        return x / np.linalg.norm(x, axis=1, keepdims=True)
    alike = plain(faces) @ plain(training).T
    return alike.argmax(1), alike.max(1)


def main():
    parser = arguments(__doc__, "python3 generator_test.py --people 40")
    parser.add_argument("--model", default="streammood-generator", help="name of the bundled file")
    parser.add_argument("--reader", default="streammood-emotion-small")
    parser.add_argument("--people", type=int, default=40)
    args = parser.parse_args()
    start(args)
    generator, emotion = (Runner(BUNDLED / f"{n}.onnx") for n in (args.model, args.reader))
    wide, shape = points_of(generator.metadata), points_of(emotion.metadata)
    faces, labels = made_faces(generator, args.people, args.seed + 100)
    one = dict(expression=np.eye(8)[:1], identity=np.zeros((1, input_side(generator.path, "identity"))))
    report = {"milliseconds_a_face_opencv_one_thread": fastest(lambda: generator(**one))}
    side = faces.shape[1]

    def read(crops):
        return emotion(face=emotion.normalised(np.stack(crops))[:, None])["logits"].argmax(1)

    direct = similarity((wide * side - .5)[None], (shape * 48 - .5)[None])[0]
    read_direct = read([warp(f.astype(np.uint8), direct, 48) for f in faces])
    report["read_directly"] = dict(summary(labels, read_direct, LABELS), category_accuracy=category_accuracy(labels, read_direct))
    public = args.data / "emotion-models" / "oarriaga-mini_xception_102_weights.npz"
    if public.exists():
        seven = labels != LABELS.index("contempt")  # a label it does not know
        got = ClassicReader(args.data)([warp(f.astype(np.uint8), direct, 48) for f in faces[seven]])
        report["read_by_mini_xception"] = dict(summary(labels[seven], got, LABELS),
                                               category_accuracy=category_accuracy(labels[seven], got))
    detector = Bundled(BUNDLED / "streammood-detector.onnx")
    rng, crops, kept, errors, example = np.random.default_rng(args.seed), [], [], [], []
    for face, label in zip(faces, labels):
        size = rng.uniform(60, 150)
        picture, spots = scene(face.astype(np.uint8), wide, size, rng)
        boxes, scores, points = detector(picture)
        inside = [i for i, b in enumerate(boxes) if (b[:2] < spots[2]).all() and (spots[2] < b[:2] + b[2:]).all()]
        if inside:
            at = inside[0]
            errors.append(np.abs(points[at] - spots).mean() / size)
            m = similarity(points[at][None], (shape * 48 - .5)[None])[0]
            crops.append(warp(picture, m, 48)), kept.append(label)
        if len(example) < 24 and rng.random() < .2:
            for b in boxes:
                cv2.rectangle(picture, (int(b[0]), int(b[1])), (int(b[0] + b[2]), int(b[1] + b[3])), 255, 1)
            example.append(picture)
    report["detected"] = round(len(kept) / len(faces), 4)
    if kept:
        kept, got = np.array(kept), read(crops)
        report["point_error_of_side"] = round(float(np.mean(errors)), 4)
        report["read_in_scenes"] = dict(summary(kept, got, LABELS), category_accuracy=category_accuracy(kept, got))
    example += [np.zeros_like(picture)] * (24 - len(example))
    cv2.imwrite(str(args.work / f"{args.model}-scenes.png"), np.vstack([np.hstack(example[i:i + 6]) for i in range(0, 24, 6)]))
    report.update(likeness(args.work, wide, faces))
    write_json(args.work / f"{args.model}.json", report)
    for name, row in report.items():
        print(name, row)


def likeness(work, wide, faces):
    """Correlation with the nearest training picture: of made faces, and of real faces from PublicTest."""
    from faces import Fer, alignment
    from generator import SIDE, training_faces
    training, _, _ = training_faces(work, wide)
    test = Fer(work, False)
    good = np.nonzero(test.scores > 0.75)[0][:len(faces)]
    place = alignment(test.points[good], 48, SIDE, wide)
    real = [warp(test.tiles[i], m, SIDE) for i, m in zip(good, place)]
    at, alike = nearest(faces, training)
    _, alike_real = nearest(real, training)
    worst = np.argsort(-alike)[:16]
    cv2.imwrite(str(work / "nearest-training-pictures.png"), np.vstack([np.hstack(faces[worst]), np.hstack(training[at[worst]])]))
    apart = faces[:8].reshape(8, -1)
    return {"nearest_training_picture": {k: dict(median=round(float(np.median(v)), 4), highest=round(float(v.max()), 4))
                                         for k, v in (("made", alike), ("real_unseen", alike_real))},
            "identities_differ_grey_levels": round(float(np.abs(apart[:, None] - apart[None]).mean((2)).sum() / 56), 2)}


if __name__ == "__main__":
    main()
