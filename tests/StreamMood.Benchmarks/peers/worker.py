#!/usr/bin/python3
"""A straightforward Python worker of StreamMood's bundled models, to measure the real one against.

Frames from Kafka -> cv2.imdecode (grey) -> detector and classifier in cv2.dnn -> one JSON event a frame back to Kafka, offsets
committed by the client. One process a core, each with one OpenCV thread, in one consumer group, as such workers are usually run.
The same models, the same input sizes and thresholds as the real worker; no tracking, and a face at a time because OpenCV's dnn
runs this classifier at batch 1 only.

Needs Debian's python3-opencv, python3-numpy, python3-onnx and python3-confluent-kafka. Prints one line of JSON at the end. With --check it
reads JPEG files instead of a topic and prints what it found in each, to compare with `streammood analyze`.
"""
import argparse
import json
import multiprocessing
import time

import cv2
import numpy as np
import onnx
import onnx.numpy_helper

LABELS = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"]
STRIDES = [8, 16, 32]
SIDE = 48  # of the classifier's input


def network(path):
    """A model whose weights may be stored in half precision behind casts, which OpenCV's dnn does not read."""
    model, half = onnx.load(path), ".half"
    for weight in model.graph.initializer:
        if weight.name.endswith(half):
            value = onnx.numpy_helper.to_array(weight).astype(np.float32)
            weight.CopyFrom(onnx.numpy_helper.from_array(value, weight.name[:-len(half)]))
    keep = [node for node in model.graph.node if not (node.op_type == "Cast" and node.input[0].endswith(half))]
    del model.graph.node[:]
    model.graph.node.extend(keep)
    told = {p.key.removeprefix("streammood."): p.value for p in model.metadata_props}
    return cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), np.uint8)), told


class Models:
    def __init__(self, detector, emotion, size):
        cv2.setNumThreads(1)
        (self.detector, finds), (self.emotion, reads), self.size = network(detector), network(emotion), size
        self.score, self.overlap = float(finds["score_threshold"]), float(finds["nms_threshold"])
        self.pixels = [dict(scalefactor=float(m["scale"]), mean=float(m["mean"])) for m in (finds, reads)]
        self.temperature = float(reads["temperature"])
        self.template = np.float32(reads["template"].split(",")).reshape(5, 2) * SIDE
        self.names = [f"{head}_{stride}" for stride in STRIDES for head in ("cls", "obj", "bbox", "kps")]

    def read(self, jpeg):
        """(width, height, faces) of a JPEG; None when it is none."""
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            return None
        height, width = picture.shape
        return width, height, [self.face(picture, *found) for found in self.detect(picture)]

    def detect(self, picture):
        height, width = picture.shape
        scale = self.size / max(width, height)
        w, h = round(width * scale), round(height * scale)
        canvas = np.zeros((-(-h // 32) * 32, -(-w // 32) * 32), np.uint8)
        canvas[:h, :w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_AREA)
        self.detector.setInput(cv2.dnn.blobFromImage(canvas, **self.pixels[0]))
        outputs = dict(zip(self.names, self.detector.forward(self.names)))
        boxes, scores, points = [], [], []
        for stride in STRIDES:
            cls, obj, box, kps = (outputs[f"{head}_{stride}"][0] for head in ("cls", "obj", "bbox", "kps"))
            score = np.sqrt(np.clip(cls * obj, 0, 1))[:, 0]
            at = np.nonzero(score >= self.score)[0]
            cell = np.stack([at % (canvas.shape[1] // stride), at // (canvas.shape[1] // stride)], 1)
            centre, sides = (cell + box[at, :2]) * stride, np.exp(box[at, 2:]) * stride
            boxes.extend(np.concatenate([centre - sides / 2, sides], 1).tolist())
            scores.extend(score[at].tolist())
            points.extend((kps[at].reshape(-1, 5, 2) + cell[:, None]) * stride)
        for i in np.array(cv2.dnn.NMSBoxes(boxes, scores, self.score, self.overlap)).flatten():
            yield [v / scale for v in boxes[i]], scores[i], np.float32(points[i] / scale)

    def face(self, picture, box, score, points):
        placement, _ = cv2.estimateAffinePartial2D(points, self.template, method=cv2.LMEDS)
        if placement is None:
            placement = np.float32([[SIDE / box[2], 0, -box[0] * SIDE / box[2]], [0, SIDE / box[3], -box[1] * SIDE / box[3]]])
        crop = cv2.warpAffine(picture, placement, (SIDE, SIDE))
        self.emotion.setInput(cv2.dnn.blobFromImage(crop, **self.pixels[1]))
        logits = self.emotion.forward("logits")[0] / self.temperature
        odds = np.exp(logits - logits.max())
        odds /= odds.sum()
        return {
            "box": [round(v, 1) for v in box], "score": round(score, 4), "landmarks": points.round(1).tolist(),
            "label": LABELS[int(odds.argmax())], "emotions": {name: round(float(p), 4) for name, p in zip(LABELS, odds)},
        }


def work(args, frames, faces):
    from confluent_kafka import Consumer, Producer
    models = Models(args.detector, args.emotion, args.size)
    models.read(cv2.imencode(".jpg", np.zeros((480, 640), np.uint8))[1].tobytes())
    consumer = Consumer({
        "bootstrap.servers": args.bootstrap, "group.id": args.group, "auto.offset.reset": "earliest",
        "fetch.message.max.bytes": 4 << 20, "queued.max.messages.kbytes": 16384})
    producer = Producer({"bootstrap.servers": args.bootstrap, "linger.ms": 2, "compression.type": "lz4"})
    consumer.subscribe([args.topic])
    while True:
        message = consumer.poll(1)
        if message is None or message.error():
            continue
        seen = models.read(message.value())
        headers = dict(message.headers() or [])
        if seen:
            width, height, found = seen
            event = {"camera": message.key().decode(), "frame": headers.get("ce_id", b"").decode(),
                     "capturedAt": headers.get("ce_time", b"").decode(), "width": width, "height": height, "faces": found}
            producer.produce(args.out, json.dumps(event), message.key(), headers={"ce_id": headers.get("ce_id", b"")})
            producer.poll(0)
        with frames.get_lock():
            frames.value += 1
            faces.value += len(seen[2]) if seen else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("--bootstrap", "--group", "--topic", "--out"):
        parser.add_argument(name)
    parser.add_argument("--detector", required=True)
    parser.add_argument("--emotion", required=True)
    parser.add_argument("--size", type=int, default=320)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--warm-up", type=float, default=2, help="seconds after every process has begun that do not count")
    parser.add_argument("--check", nargs="+", metavar="JPEG")
    args = parser.parse_args()
    if args.check:
        models = Models(args.detector, args.emotion, args.size)
        for path in args.check:
            with open(path, "rb") as file:
                print(json.dumps({"file": path, "faces": models.read(file.read())[2]}))
        return
    counts = [(multiprocessing.Value("q", 0), multiprocessing.Value("q", 0)) for _ in range(args.processes)]
    processes = [multiprocessing.Process(target=work, args=(args, *count), daemon=True) for count in counts]
    for process in processes:
        process.start()
    begun = time.monotonic()
    while not all(frames.value for frames, _ in counts):
        if time.monotonic() - begun > 60:
            raise SystemExit("not every process got frames within 60 s")
        time.sleep(0.02)
    time.sleep(args.warm_up)
    total = lambda which: sum(count[which].value for count in counts)  # noqa: E731
    start, frames, faces = time.monotonic(), total(0), total(1)
    time.sleep(args.seconds)
    seconds, frames, faces = time.monotonic() - start, total(0) - frames, total(1) - faces
    print(json.dumps({"framesPerSecond": frames / seconds, "facesPerFrame": faces / max(1, frames), "seconds": seconds, "processes": args.processes}))
    for process in processes:
        process.kill()
        process.join()


if __name__ == "__main__":
    main()
