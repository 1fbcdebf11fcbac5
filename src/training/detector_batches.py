"""Random training crops for the detector: any face at any size, turned, lit, blurred, hidden, or pasted."""
import cv2
import numpy as np

from detector_test import INPUT, shrink
from faces import quality
from geometry import similarity

SHARES = dict(ytf=0.14, ilcmask=0.34, kagmask=0.16, negatives=0.2, pasted=0.16)
SMALLEST = 11.0  # px; smaller faces are ignored: learning them teaches that any light oval is a face


def move(boxes, points, m):
    """Boxes (through the ellipse they stand for) and points under an affine map [2,3]."""
    centre = (boxes[:, :2] + boxes[:, 2:] / 2) @ m[:, :2].T + m[:, 2]
    size = np.sqrt((boxes[:, None, 2:] ** 2 * m[None, :, :2] ** 2).sum(2))
    return np.hstack([centre - size / 2, size]), points @ m[:, :2].T + m[:, 2]


def mirrored(points):
    return points[:, [1, 0, 2, 4, 3]]


class Batches:
    def __init__(self, scenes, tiles, points, scores, template, side=256):
        self.pool = {k: [s for s in scenes if s.source == k and not s.held_out] for k in SHARES}
        self.side, self.template = side, template
        good = scores > 0.8
        self.tiles, self.points = tiles[good], points[good]
        self.box = typical_box(self.pool["ytf"], template)
        self.alarms = []

    def mine(self, run):
        """Where the detector sees faces in pictures without people: (scene, box) drawn again by `background`."""
        self.alarms = []
        for number, scene in enumerate(self.pool["negatives"]):
            for size in (INPUT, 2 * INPUT)[:1 if number % 4 else 2]:
                small, k = shrink(scene.picture, size)
                self.alarms += [(scene, box / k) for box in run(small)[0]]

    def __call__(self, count, rng):
        return [self.mosaic(rng) if rng.random() < 0.25 else self.one(rng) for _ in range(count)]

    def one(self, rng):
        kind = rng.choice(list(SHARES), p=list(SHARES.values()))
        if kind == "pasted":
            return self.pasted(rng)
        scene, around = self.any(kind, rng), None
        if kind == "negatives" and self.alarms and rng.random() < .6:
            scene, around = self.alarms[rng.integers(len(self.alarms))]
        return self.finish(*self.cut(scene, rng, self.side, around), rng)

    def any(self, kind, rng):
        return self.pool[kind][rng.integers(len(self.pool[kind]))]

    def mosaic(self, rng):
        """Four quarter crops side by side: many small faces in one picture."""
        half, out = self.side // 2, np.empty((self.side, self.side), np.uint8)
        parts = []
        for y in (0, half):
            for x in (0, half):
                kind = rng.choice(["ytf", "ilcmask", "kagmask", "negatives"], p=[.25, .4, .25, .1])
                crop, boxes, points, ignore = clip(*self.cut(self.any(kind, rng), rng, half), half)
                out[y:y + half, x:x + half] = crop
                parts.append((boxes + [x, y, 0, 0], points + [x, y], ignore + [x, y, 0, 0]))
        return self.finish(out, *(np.concatenate(p) for p in zip(*parts)), rng)

    def background(self, scene, side, rng):
        """The whole picture, as the product sees it, or a part of it enlarged."""
        whole = side / max(scene.picture.shape)
        if rng.random() < .4:
            return whole * rng.uniform(.8, 1.2), np.array(scene.picture.shape[::-1]) * rng.uniform(.4, .6, 2)
        return np.exp(rng.uniform(np.log(whole), np.log(max(2.0, whole)))), rng.random(2) * scene.picture.shape[::-1]

    def around(self, box, side, rng):
        """A former false alarm at another size."""
        wanted = np.exp(rng.uniform(np.log(12), np.log(side * .7)))
        return np.clip(wanted / box[3], 0.08, 4), box[:2] + box[2:] / 2

    def cut(self, scene, rng, side, around=None):
        """A crop around a random face, scaled so that it is 10 px to nearly the whole crop high."""
        picture = scene.picture
        if len(scene.boxes):
            x, y, w, h = scene.boxes[rng.integers(len(scene.boxes))]
            wanted = np.exp(rng.uniform(np.log(14), np.log(side * .9)))
            if scene.source.endswith("mask") and rng.random() < .3:  # the whole picture, as the product sees it
                wanted = h * side / max(picture.shape) * rng.uniform(.85, 1.15)
            if rng.random() < .15:  # somebody close to the camera
                wanted = rng.uniform(.5, 1.0) * side
            scale = np.clip(wanted / h, 0.08, 4)
            room = max(side / 2 - wanted / 3, 4)
            target = side / 2 + rng.uniform(-room, room, 2)
            anchor = np.array([x + w / 2, y + h / 2])
        else:
            scale, anchor = self.background(scene, side, rng) if around is None else self.around(around, side, rng)
            target = side * (rng.random(2) * .8 + .1)
        angle = np.deg2rad(rng.normal(0, 8) if rng.random() < .8 else rng.uniform(-45, 45))
        m = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        flip = rng.random() < 0.5
        if flip:
            m = m @ np.diag([-1.0, 1.0])
        shrink = 1
        while scale * shrink < 0.55:  # average before sampling thinly
            shrink *= 2
        if shrink > 1:
            picture = cv2.resize(picture, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
        full = np.hstack([m, (target - m @ anchor)[:, None]])
        sample = full.copy()
        sample[:, :2] *= shrink
        crop = self.backdrop(side, rng)
        cv2.warpAffine(picture, sample, (side, side), dst=crop, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
        boxes, points = move(scene.boxes, scene.points, full)
        ignore, _ = move(scene.ignore, np.zeros((len(scene.ignore), 5, 2)), full)
        return crop, boxes, mirrored(points) if flip else points, ignore

    def backdrop(self, side, rng):
        """What shows beside a picture smaller than the crop: a flat tone, or a picture without people."""
        if rng.random() < .35:
            return np.full((side, side), 0 if rng.random() < .5 else rng.integers(256), np.uint8)
        picture = self.any("negatives", rng).picture
        return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)

    def pasted(self, rng):
        """Face tiles blended into a picture without people, as the synthetic cameras do."""
        crop, *_ = self.cut(self.any("negatives", rng), rng, self.side)
        if rng.random() < .4:
            crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(1, 12))
        boxes, points, decoys = [], [], []
        for _ in range(rng.integers(0, 5)):
            self.decoy(crop, decoys, rng)
        for _ in range(rng.integers(1, 4)):
            i, size = rng.integers(len(self.tiles)), np.exp(rng.uniform(np.log(18), np.log(220)))
            angle, centre = np.deg2rad(rng.normal(0, 9)), rng.uniform(size * .5, self.side - size * .5, 2)
            m = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            flat = (self.template - 0.5) * size  # the template, standing at the new place
            place = (flat @ m.T + centre)[None]
            box, _ = move((self.box[None] - [.5, .5, 0, 0]) * size, np.zeros((1, 5, 2)), np.hstack([m, centre[:, None]]))
            if touching(box[0], boxes + decoys):
                continue
            a = similarity(self.points[i:i + 1] * 48 - .5, place)[0]
            tile = self.tiles[i]
            face = cv2.warpAffine(tile, a, (self.side,) * 2, borderMode=cv2.BORDER_REPLICATE)
            mask = np.zeros((self.side, self.side), np.float32)
            c = box[0, :2] + box[0, 2:] / 2
            axes = box[0, 2:] * rng.uniform(.5, .62)
            ring = (int(c[0] * 8), int(c[1] * 8)), (int(axes[0] * 8), int(axes[1] * 8))
            if rng.random() < .7:  # a drawn head, neck and hair behind the face
                skin = float(np.clip(np.median(tile) + rng.normal(0, 15), 10, 250))
                draw_head(crop, c, box[0, 2:], skin, rng)
            cv2.ellipse(mask, *ring, np.rad2deg(angle), 0, 360, 1.0, -1, cv2.LINE_AA, 3)
            mask = cv2.GaussianBlur(mask, (0, 0), max(.6, size * rng.uniform(.02, .08)))
            crop = (crop * (1 - mask) + face * mask).astype(np.uint8)
            boxes.append(box[0])
            points.append(place[0])
        return self.finish(crop, np.array(boxes).reshape(-1, 4), np.array(points).reshape(-1, 5, 2),
                           np.zeros((0, 4)), rng)

    def decoy(self, crop, decoys, rng):
        """In place: an oval like a head, holding anything but a face, so that the outline alone is no reason to see one."""
        height = np.exp(rng.uniform(np.log(14), np.log(160)))
        size = np.array([height * rng.uniform(.65, .95), height])
        corner = rng.uniform(0, self.side - size)
        box = np.hstack([corner, size])
        if touching(box, decoys):
            return
        centre = corner + size / 2
        picture = self.any("negatives", rng).picture
        part = int(np.clip(height * rng.uniform(.5, 3), 8, min(picture.shape)))
        y, x = (rng.integers(0, n - part + 1) for n in picture.shape)
        inside = cv2.resize(picture[y:y + part, x:x + part], (self.side, self.side), interpolation=cv2.INTER_AREA)
        inside = np.roll(cv2.resize(inside, tuple(int(v) for v in np.ceil(size) + 1)), rng.integers(0, 8, 2), (0, 1))
        tone = float(np.clip(np.median(inside) + rng.normal(0, 15), 10, 250))
        if rng.random() < .5:
            draw_head(crop, centre, size, tone, rng)
        if rng.random() < .25:  # a head from behind, a ball, a plate
            inside = np.full_like(inside, tone)
        x, y = (int(v) for v in corner)
        place = crop[y:y + inside.shape[0], x:x + inside.shape[1]]
        inside = inside[:place.shape[0], :place.shape[1]]
        mask = np.zeros(inside.shape, np.float32)
        cv2.ellipse(mask, tuple(int(v) for v in (size / 2)), tuple(int(v) for v in (size * rng.uniform(.42, .5))), 0, 0, 360, 1.0, -1, cv2.LINE_AA)
        mask = cv2.GaussianBlur(mask, (0, 0), max(.6, height * rng.uniform(.01, .06)))
        place[:] = (place * (1 - mask) + inside * mask).astype(np.uint8)
        decoys.append(box)

    def finish(self, crop, boxes, points, ignore, rng):
        if rng.random() < 0.12 and len(boxes):  # a hand, a cup, a cap
            x, y, w, h = boxes[rng.integers(len(boxes))]
            oh, ow = rng.uniform(.15, .4) * h, rng.uniform(.3, .9) * w
            ox, oy = x + rng.uniform(-.2, 1) * w - ow / 2, y + rng.uniform(0, 1) * h
            cv2.rectangle(crop, (int(ox), int(oy)), (int(ox + ow), int(oy + oh)), int(rng.integers(256)), -1)
        crop = quality(crop, rng, 0.7, hide=False) if rng.random() < .85 else crop
        return clip(crop, boxes, points, ignore, self.side)


def clip(crop, boxes, points, ignore, side):
    """Keeps faces mostly inside the crop; those cut off or too small become regions to ignore."""
    if len(boxes):
        low, high = np.maximum(boxes[:, :2], 0), np.minimum(boxes[:, :2] + boxes[:, 2:], side)
        inside = np.clip(high - low, 0, None).prod(1) / np.maximum(boxes[:, 2:].prod(1), 1e-6)
        keep = (inside > 0.55) & (boxes[:, 3] >= SMALLEST)
        partly = (inside > 0.05) & ~keep
        ignore = np.vstack([ignore.reshape(-1, 4), np.hstack([low, high - low])[partly]])
        boxes, points = boxes[keep], points[keep]
    return crop, boxes.astype(np.float32), points.astype(np.float32), ignore.astype(np.float32)


def touching(box, boxes):
    return any(abs(box[0] - b[0]) < (box[2] + b[2]) * .5 and abs(box[1] - b[1]) < (box[3] + b[3]) * .5 for b in boxes)


def draw_head(picture, centre, size, skin, rng):
    """In place: shoulders, neck, hair and head around a face that is to be pasted."""
    at = lambda dx, dy: (int(centre[0] + dx * size[0]), int(centre[1] + dy * size[1]))
    radius = lambda rx, ry: (max(1, int(rx * size[0])), max(1, int(ry * size[1])))
    cv2.ellipse(picture, at(0, 1.45), radius(1.3, .75), 0, 0, 360, int(rng.integers(256)), -1, cv2.LINE_AA)
    cv2.rectangle(picture, at(-.22, .3), at(.22, .8), skin * .9, -1)
    cv2.ellipse(picture, at(0, -.08), radius(rng.uniform(.6, .75), rng.uniform(.6, .75)), 0, 0, 360,
                int(rng.integers(0, 200)), -1, cv2.LINE_AA)
    cv2.ellipse(picture, at(0, 0), radius(.56, .6), 0, 0, 360, skin, -1, cv2.LINE_AA)


def typical_box(scenes, template):
    """Where the detector box of a frontal face lies when its points stand on the template (fractions of the side)."""
    boxes = np.stack([s.boxes[0] for s in scenes])
    m = similarity(np.stack([s.points[0] for s in scenes]), np.broadcast_to(template, (len(boxes), 5, 2)))
    moved = np.vstack([move(b[None], np.zeros((1, 5, 2)), a)[0] for b, a in zip(boxes, m)])
    return np.median(moved, 0)
