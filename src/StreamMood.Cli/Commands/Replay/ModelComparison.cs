using StreamMood.Contracts.Events;

namespace StreamMood.Cli.Commands.Replay;

/// <summary>One face as one model reads it.</summary>
internal readonly record struct ReadFace(Box Box, EmotionScores Scores);

/// <summary>Adds up how two models read the same frames. Not thread-safe.</summary>
internal sealed class ModelComparison(string first, string second)
{
    private const float SamePlace = 0.5f;
    private const int MostExamples = 10;

    private readonly long[,] _confusion = new long[Emotions.Count, Emotions.Count];
    private readonly double[] _shift = new double[Emotions.Count];
    private readonly PriorityQueue<string, float> _examples = new();
    private double _difference;
    private long _frames;
    private long _unreadable;
    private long _withoutConsent;
    private long _faces;
    private long _onlyFirst;
    private long _onlySecond;

    public void AddUnreadable() => _unreadable++;

    /// <summary>Takes note of a frame that may not be looked at.</summary>
    public void AddWithoutConsent() => _withoutConsent++;

    /// <summary>Takes a frame: faces are matched by place, each with at most one other, the nearest first.</summary>
    public void Add(string frame, IReadOnlyList<ReadFace> firsts, IReadOnlyList<ReadFace> seconds)
    {
        _frames++;
        var pairs = firsts.SelectMany((a, i) => seconds.Select((b, k) => (First: i, Second: k, Iou: a.Box.Iou(b.Box))))
            .Where(p => p.Iou >= SamePlace)
            .OrderByDescending(p => p.Iou).ThenBy(p => p.First).ThenBy(p => p.Second);
        HashSet<int> a = [], b = [];
        foreach (var pair in pairs)
        {
            if (a.Contains(pair.First) || b.Contains(pair.Second))
                continue;
            a.Add(pair.First);
            b.Add(pair.Second);
            Add(frame, firsts[pair.First].Scores, seconds[pair.Second].Scores);
        }

        _onlyFirst += firsts.Count - a.Count;
        _onlySecond += seconds.Count - b.Count;
    }

    public ComparisonReport Report()
    {
        var agreed = Enumerable.Range(0, Emotions.Count).Sum(i => _confusion[i, i]);
        return new ComparisonReport
        {
            First = first,
            Second = second,
            Frames = _frames,
            Unreadable = _unreadable,
            WithoutConsent = _withoutConsent,
            Faces = _faces,
            OnlyFirst = _onlyFirst,
            OnlySecond = _onlySecond,
            Agreement = _faces > 0 ? Math.Round((double)agreed / _faces, 4) : null,
            MeanProbabilityDifference = _faces > 0 ? Math.Round(_difference / _faces, 4) : null,
            MeanShift = _faces > 0 ? Labelled(i => Math.Round(_shift[i] / _faces, 4), _ => true) : null,
            Confusion = Labelled<IReadOnlyDictionary<string, long>>(i => Labelled(k => _confusion[i, k], n => n > 0), row => row.Count > 0),
            Examples = [.. Enumerable.Range(0, _examples.Count).Select(_ => _examples.Dequeue()).Reverse()],
        };
    }

    private void Add(string frame, in EmotionScores a, in EmotionScores b)
    {
        _faces++;
        _confusion[(int)a.Top, (int)b.Top]++;
        for (var i = 0; i < Emotions.Count; i++)
        {
            _difference += Math.Abs(b[i] - a[i]) / Emotions.Count;
            _shift[i] += b[i] - a[i];
        }

        if (a.Top == b.Top)
            return;
        _examples.Enqueue(frame, Math.Min(a[a.Top], b[b.Top]));
        if (_examples.Count > MostExamples)
            _examples.Dequeue();
    }

    private static Dictionary<string, T> Labelled<T>(Func<int, T> value, Func<T, bool> keep) =>
        Enumerable.Range(0, Emotions.Count).Select(i => KeyValuePair.Create(Emotions.Labels[i], value(i))).Where(p => keep(p.Value))
            .ToDictionary(StringComparer.Ordinal);
}
