"""Writing and reading the bundled ONNX files: metadata, dynamic sizes, and running one in OpenCV's dnn module."""
import time

import cv2
import numpy as np
import onnx
from onnx import checker, helper, numpy_helper

LICENSE = "Apache-2.0"
HALF = ".half"


def finish(path, kind, version, inputs, outputs, extra):
    """Gives the exported file its metadata and symbolic dimensions: {name: [dims]}, None keeping a dimension."""
    model = onnx.load(str(path))
    for values, wanted in ((model.graph.input, inputs), (model.graph.output, outputs)):
        for value in values:
            for dim, symbol in zip(value.type.tensor_type.shape.dim, wanted[value.name]):
                if symbol is not None:
                    dim.dim_param = symbol
    constants = [a.t for n in model.graph.node if n.op_type == "Constant" for a in n.attribute if a.name == "value"]
    for constant in (*model.graph.initializer, *constants):
        shape = numpy_helper.to_array(constant)
        if shape.dtype == np.int64 and shape.ndim == 1 and len(shape) > 1 and shape[0] == 1 and -1 in shape:
            # a reshape traced at batch 1 shall copy the batch from its input instead
            constant.CopyFrom(numpy_helper.from_array(np.r_[0, shape[1:]].astype(np.int64), constant.name))
    del model.graph.value_info[:]
    entries = {"kind": kind, "name": path.stem, "version": version, "license": LICENSE, **extra}
    helper.set_model_props(model, {f"streammood.{k}": v for k, v in entries.items()})
    model.producer_name, model.producer_version = "streammood-training", version
    checker.check_model(model)
    onnx.save(model, str(path))


def halve(path):
    """Stores large weights in half precision, each behind a cast that ONNX Runtime folds when it loads the file: half the
    bytes, the same arithmetic."""
    model = onnx.load(str(path))
    casts = []
    for weight in model.graph.initializer:
        value = numpy_helper.to_array(weight)
        if value.dtype != np.float32 or value.size < 256:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(value.astype(np.float16), name + HALF))
        casts.append(helper.make_node("Cast", [name + HALF], [name], to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)
    checker.check_model(model)
    onnx.save(model, str(path))


def widen(path):
    """The bytes of a file with its half-precision weights as floats again, for OpenCV, which knows no such casts."""
    model = onnx.load(str(path))
    for weight in model.graph.initializer:
        if weight.name.endswith(HALF):
            weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float32), weight.name.removesuffix(HALF)))
    keep = [n for n in model.graph.node if not (n.op_type == "Cast" and n.input[0].endswith(HALF))]
    del model.graph.node[:]
    model.graph.node.extend(keep)
    return model.SerializeToString()


def metadata(path):
    return {p.key.removeprefix("streammood."): p.value for p in onnx.load(str(path)).metadata_props}


def input_side(path, name=None):
    """The last dimension of an input, by default of the first."""
    return next(i for i in onnx.load(str(path)).graph.input if name in (None, i.name)).type.tensor_type.shape.dim[-1].dim_value


def numbers(values, digits=4):
    return ",".join(f"{float(v):.{digits}f}".rstrip("0").rstrip(".") for v in np.ravel(values))


def fastest(run, times=40):
    """Least milliseconds of one call: on a shared machine the only figure that other work does not blur."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return round(best * 1e3, 2)


class Runner:
    """Runs a bundled file in OpenCV: an implementation independent of the one that trained it."""

    def __init__(self, path):
        self.path, self.net, self.metadata = path, cv2.dnn.readNetFromONNX(np.frombuffer(widen(path), np.uint8)), metadata(path)
        self.names = self.net.getUnconnectedOutLayersNames()

    def __call__(self, **inputs):
        """One row at a time: OpenCV 4.6 cannot broadcast a channel gate over a batch."""
        rows = []
        for row in zip(*inputs.values()):
            for name, value in zip(inputs, row):
                self.net.setInput(np.ascontiguousarray(value[None], np.float32), name)
            rows.append([o.copy() for o in self.net.forward(self.names)])
        return {n: np.concatenate(parts) for n, parts in zip(self.names, zip(*rows))}

    def normalised(self, grey):
        mean, scale = float(self.metadata["mean"]), float(self.metadata["scale"])
        return (np.asarray(grey, np.float32) - mean) * scale
