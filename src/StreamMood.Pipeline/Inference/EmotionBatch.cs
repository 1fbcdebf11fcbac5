using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Inference;

/// <summary>Scores n crops laid one behind the other.</summary>
internal delegate void ClassifyFaces(ReadOnlySpan<float> crops, Span<EmotionScores> scores);

/// <summary>The faces of several frames, gathered for one run of the classifier. Buffers only grow. Not thread-safe.</summary>
internal sealed class EmotionBatch(int maxFaces)
{
    private readonly List<FrameWork> _frames = [];
    private float[] _crops = [];
    private EmotionScores[] _scores = [];
    private int _cropLength;

    /// <summary>The frames, in the order added.</summary>
    public IReadOnlyList<FrameWork> Frames => _frames;

    /// <summary>Faces of all frames together.</summary>
    public int Faces { get; private set; }

    public bool IsFull => Faces >= maxFaces;

    /// <summary>The models that found the faces; null for an empty batch.</summary>
    public ModelGeneration? Models => _frames.Count > 0 ? _frames[0].Models : null;

    /// <summary>Whether a frame's faces fit, in number and in the models they are meant for; an empty batch takes any frame.</summary>
    public bool Fits(FrameWork work) =>
        _frames.Count == 0 || ((Faces == 0 || Faces + work.Faces.Count <= maxFaces) && ReferenceEquals(work.Models, Models));

    /// <summary>Takes a frame with its crops.</summary>
    public void Add(FrameWork work)
    {
        _frames.Add(work);
        var count = work.Faces.Count;
        if (count == 0)
            return;
        var crops = work.Faces.Crops;
        _cropLength = crops.Length / count;
        var used = Faces * _cropLength;
        if (_crops.Length < used + crops.Length)
            Array.Resize(ref _crops, Math.Max(used + crops.Length, Math.Max(maxFaces, 2 * Faces) * _cropLength));
        crops.CopyTo(_crops.AsSpan(used));
        Faces += count;
    }

    /// <summary>Scores all faces in one run.</summary>
    public void Classify(ClassifyFaces classify)
    {
        if (_scores.Length < Faces)
            _scores = new EmotionScores[Math.Max(Faces, maxFaces)];
        if (Faces > 0)
            classify(_crops.AsSpan(0, Faces * _cropLength), _scores.AsSpan(0, Faces));
    }

    /// <summary>The scores of the frame at <paramref name="index"/>, whose faces begin at <paramref name="face"/>.</summary>
    public ReadOnlySpan<EmotionScores> Scores(int index, int face) => _scores.AsSpan(face, _frames[index].Faces.Count);

    /// <summary>Becomes a batch of each of its frames in turn.</summary>
    public IEnumerable<FrameWork> OneByOne()
    {
        var frames = _frames.ToArray();
        foreach (var frame in frames)
        {
            Clear();
            Add(frame);
            yield return frame;
        }
    }

    public void Clear()
    {
        _frames.Clear();
        Faces = 0;
    }
}
