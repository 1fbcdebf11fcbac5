"""Writing and reading the bundled ONNX files: metadata, dynamic sizes, and running one in OpenCV's dnn module."""
import time

import cv2
import numpy as np
import onnx
from onnx import checker, helper, numpy_helper

LICENSE = "Apache-2.0"


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
        self.path, self.net, self.metadata = path, cv2.dnn.readNet(str(path)), metadata(path)
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
