using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StreamMood.Contracts;
using StreamMood.Lab.Datasets;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Tuning;

/// <summary>One labelled picture and its side of the split.</summary>
/// <param name="Face">The picture.</param>
/// <param name="Chooses">Whether it takes part in the choice; otherwise in the report.</param>
internal sealed record TuningPicture(LabelledFace Face, bool Chooses);

/// <summary>Parts the pictures of a set into those that choose and those that report.</summary>
internal static class TuningSplit
{
    /// <summary>
    /// Deals by person where they are known and otherwise by the pixels, so that copies of one picture stay together; then draws as
    /// many as are wanted, half from each side.
    /// </summary>
    /// <param name="data">Which pictures.</param>
    /// <param name="reportSplit">The split that reports; null deals one split in two.</param>
    /// <param name="most">Most pictures.</param>
    /// <param name="seed">Of the draw.</param>
    /// <param name="notes">Takes a line on how it was done.</param>
    /// <exception cref="UserErrorException">When data cannot be used, or a side is empty.</exception>
    public static (EmotionDataset Set, IReadOnlyList<TuningPicture> Pictures) Read(EmotionDatasetOptions data, string? reportSplit, int most, int seed, List<string> notes)
    {
        var set = EmotionDataset.Load(data);
        using var decoder = new JpegDecoder(new PictureLimits());
        var (chooses, reports) = (new List<LabelledFace>(), new List<LabelledFace>());
        if (reportSplit is null)
        {
            // In turns over the sorted keys: as many people on either side, and the same ones in every run.
            var groups = set.Faces.GroupBy(f => Convert.ToHexString(Key(f, decoder)), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
            foreach (var (turn, group) in groups.Index())
                (turn % 2 == 0 ? chooses : reports).AddRange(group);
            notes.Add(set.Faces.All(f => f.Person is not null)
                ? "people are whole on one side: half of them choose, the others report"
                : "copies of a picture are on one side; who is shown is not known, so a person may be on both");
        }
        else
        {
            var other = EmotionDataset.Load(new EmotionDatasetOptions
            {
                Folder = data.Folder, Format = data.Format, Labels = set.Labels, Split = reportSplit, Aligned = data.Aligned,
            });
            reports.AddRange(other.Faces);
            var seen = other.Faces.Select(f => Convert.ToHexString(Key(f, decoder))).ToHashSet(StringComparer.Ordinal);
            chooses.AddRange(set.Faces.Where(f => !seen.Contains(Convert.ToHexString(Key(f, decoder)))));
            notes.Add($"{set.Split} chooses, {reportSplit} reports; {set.Faces.Count - chooses.Count} pictures whose {(set.Faces[0].Person is null ? "pixels" : "people")} stand in {reportSplit} too do not choose");
        }

        if (chooses.Count == 0 || reports.Count == 0)
            throw new UserErrorException(
                $"{set.Name} {set.Split}: {chooses.Count} pictures choose and {reports.Count} report; both sides need some: name another --split or --report-split");
        var random = new Random(seed);
        return (set, [.. Draw(chooses, random, most / 2).Select(f => new TuningPicture(f, true)), .. Draw(reports, random, most / 2).Select(f => new TuningPicture(f, false))]);
    }

    private static byte[] Key(LabelledFace face, JpegDecoder decoder)
    {
        if (face.Person is { } person)
            return SHA256.HashData(Encoding.UTF8.GetBytes(person));
        var picture = new Picture();
        face.Picture.Read(decoder, 1, picture);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
        hash.AppendData(size);
        hash.AppendData(picture.Pixels);
        return hash.GetHashAndReset();
    }

    private static IEnumerable<LabelledFace> Draw(List<LabelledFace> faces, Random random, int most)
    {
        var order = faces.ToArray();
        random.Shuffle(order);
        return order.Take(most);
    }
}
