"""What the emotion classifier is trained to make small, with the knobs that `tune.py` turns."""
import torch
import torch.nn.functional as F


class EmotionLoss:
    """Cross-entropy with the raters' votes and with FER2013's label; optionally smoothed, mixed, and after a teacher.

    Mixup after Zhang et al. 2018, distillation after Hinton et al. 2015, label smoothing after Szegedy et al. 2016.
    """

    @staticmethod
    def add_arguments(parser):
        parser.add_argument("--label-smoothing", type=float, default=0.0, help="share of the soft target spread evenly")
        parser.add_argument("--mixup", type=float, default=0.0, help="alpha of the mixing share's beta distribution, 0 mixes nothing")
        parser.add_argument("--teacher", nargs="*", default=(), help="checkpoints whose averaged models teach, by the mean of their logits")
        parser.add_argument("--distil-weight", type=float, default=0.5, help="share of the loss that is the teacher's")
        parser.add_argument("--distil-temperature", type=float, default=2.0)

    def __init__(self, args, target, fer, teachers=()):
        self.args, self.target, self.fer, self.teachers = args, target, fer, teachers

    def __call__(self, model, x, i, rng):
        """Mean loss of faces `x` [N,1,S,S], the `i`-th of all training faces."""
        parts = [(1.0, i)]
        if self.args.mixup > 0:
            share = float(rng.beta(self.args.mixup, self.args.mixup))
            other = torch.from_numpy(rng.permutation(len(i)))
            x = share * x + (1 - share) * x[other]
            parts = [(share, i), (1 - share, i[other.numpy()])]
        logits, seven = (v.float() for v in model.both(x))
        plus = sum(w * self.plus(logits, self.target[j]) for w, j in parts)
        fer = sum(w * F.cross_entropy(seven, self.fer[j]) for w, j in parts)
        if self.teachers:
            with torch.no_grad():
                wanted = [sum(v) / len(v) for v in zip(*(t.both(x) for t in self.teachers))]
            share = self.args.distil_weight
            # Teachers read as FER+'s raters do, who call many a posed face neutral: joined faces keep to their own labels.
            votes = share * sum(w * (self.fer[j] >= 0).float() for w, j in parts)
            plus = (1 - votes) * plus + votes * self.taught(logits, wanted[0])
            fer = (1 - share) * fer + share * self.taught(seven, wanted[1]).mean()
        return plus.mean() + self.args.fer_head * fer

    def taught(self, logits, wanted):
        t = self.args.distil_temperature
        return -(F.softmax(wanted.float() / t, 1) * F.log_softmax(logits / t, 1)).sum(1) * t * t

    def plus(self, logits, target):
        s = self.args.label_smoothing
        return -(((1 - s) * target + s / target.shape[1]) * F.log_softmax(logits, 1)).sum(1)
