using System.Collections.Concurrent;
using System.Globalization;
using StreamMood.Contracts;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Datasets;

/// <summary>How many pictures of a split stand elsewhere too. Near copies are counted only for pictures without an exact one.</summary>
/// <param name="Pictures">Pictures of the split.</param>
/// <param name="Others">Pictures outside it that were searched.</param>
/// <param name="ExactOutside">Pictures whose exact pixels also stand outside the split.</param>
/// <param name="NearOutside">Pictures that look like one outside the split.</param>
/// <param name="ExactInside">Pictures whose exact pixels stand earlier in the split.</param>
/// <param name="NearInside">Pictures that look like an earlier one of the split.</param>
public sealed record DuplicateReport(int Pictures, int Others, int ExactOutside, int NearOutside, int ExactInside, int NearInside)
{
    /// <summary>One line for people.</summary>
    public string Describe()
    {
        var outside = Others > 0 ? string.Create(CultureInfo.InvariantCulture, $"{ExactOutside} exact and {NearOutside} near among the {Others} pictures outside the split, ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"duplicates: {outside}{ExactInside} exact and {NearInside} near within its {Pictures}");
    }

    /// <summary>Searches a set: every picture is read once, then all pairs are compared by their fingerprints.</summary>
    /// <exception cref="UserErrorException">When a picture of the split cannot be read; one outside it is passed over.</exception>
    internal static async Task<DuplicateReport> FindAsync(EmotionDataset dataset, int lanes, IProgress<EvaluationStep>? progress, CancellationToken cancellationToken)
    {
        var pictures = dataset.Faces.Select(f => f.Picture).Concat(dataset.Others).ToArray();
        var prints = new PictureFingerprint?[pictures.Length];
        using var readers = new Readers();
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = lanes, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(pictures.Chunk(256).Index(), options, (chunk, _) =>
        {
            var reader = readers.Rent();
            for (var i = 0; i < chunk.Item.Length; i++)
                prints[chunk.Index * 256 + i] = reader.Print(chunk.Item[i], required: chunk.Index * 256 + i < dataset.Faces.Count);
            readers.Return(reader);
            progress?.Report(new EvaluationStep("duplicates", Interlocked.Add(ref done, chunk.Item.Length), pictures.Length));
            return ValueTask.CompletedTask;
        });
        return Count(prints[..dataset.Faces.Count]!, [.. prints[dataset.Faces.Count..].OfType<PictureFingerprint>()], cancellationToken);
    }

    internal static DuplicateReport Count(PictureFingerprint[] inside, PictureFingerprint[] outside, CancellationToken cancellationToken)
    {
        var known = outside.Select(p => p.Exact).ToHashSet();
        var seen = new HashSet<ulong>();
        var (exactOutside, nearOutside, exactInside, nearInside) = (0, 0, 0, 0);
        for (var i = 0; i < inside.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known.Contains(inside[i].Exact))
                exactOutside++;
            else if (AnyNear(inside[i], outside))
                nearOutside++;
            if (!seen.Add(inside[i].Exact))
                exactInside++;
            else if (AnyNear(inside[i], inside.AsSpan(0, i)))
                nearInside++;
        }

        return new DuplicateReport(inside.Length, outside.Length, exactOutside, nearOutside, exactInside, nearInside);
    }

    private static bool AnyNear(PictureFingerprint picture, ReadOnlySpan<PictureFingerprint> others)
    {
        foreach (var other in others)
            if (picture.IsNear(other))
                return true;
        return false;
    }

    private sealed class Reader : IDisposable
    {
        private readonly JpegDecoder _decoder = new(new PictureLimits());
        private readonly Picture _picture = new();
        private readonly TensorResizer _resizer = new();

        public PictureFingerprint? Print(FacePicture picture, bool required)
        {
            try
            {
                picture.Read(_decoder, 1, _picture);
                return PictureFingerprint.Of(_picture, _resizer);
            }
            catch (UserErrorException) when (!required)
            {
                return null;
            }
        }

        public void Dispose() => _decoder.Dispose();
    }

    private sealed class Readers : IDisposable
    {
        private readonly ConcurrentBag<Reader> _idle = [];

        public Reader Rent() => _idle.TryTake(out var reader) ? reader : new Reader();

        public void Return(Reader reader) => _idle.Add(reader);

        public void Dispose()
        {
            foreach (var reader in _idle)
                reader.Dispose();
        }
    }
}
