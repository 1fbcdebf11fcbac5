using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;
using StreamMood.Vision.Imaging;

namespace StreamMood.Lab.Tuning;

/// <summary>
/// Puts tiles of faces into larger pictures, so that a detector has something to find and to be wrong about: somewhere in a
/// picture without a face, as large as faces of the cameras in question are, its edges faded. Without such pictures, in a plain room of one light. Thread safe.
/// </summary>
internal sealed class Rooms : IDisposable
{
    private const int LeastRoom = 64, Quality = 85;
    private const float Fade = 0.08f;

    private readonly PictureSource? _source;
    private readonly string[] _names;
    private readonly int _seed, _least, _most;

    private Rooms(PictureSource? source, string[] names, (int Least, int Most) faces, int seed) =>
        (_source, _names, _least, _most, _seed) = (source, names, faces.Least, faces.Most, seed);

    /// <summary>Long side of a room in pixels.</summary>
    public const int LongSide = 640;

    /// <summary>Names of the pictures without a face.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Opens the pictures.</summary>
    /// <param name="path">Folder or ZIP file; null for plain rooms.</param>
    /// <param name="faces">Sides of the faces in pixels; all ratios equally likely.</param>
    /// <param name="seed">Where faces go.</param>
    /// <exception cref="UserErrorException">When it holds none.</exception>
    public static Rooms Open(string? path, (int Least, int Most) faces, int seed)
    {
        if (path is null)
            return new Rooms(null, [], faces, seed);
        var source = PictureSource.Open("--negatives", path);
        string[] names = [.. source.Names];
        return names.Length > 1 ? new Rooms(source, names, faces, seed) : throw new UserErrorException($"--negatives '{path}' holds {names.Length} .jpg, .jpeg or .png pictures; expected two or more");
    }

    /// <summary>The file of a picture without a face.</summary>
    public byte[] Read(int room)
    {
        lock (_source!)
            return _source.Read(_names[room]);
    }

    public string Describe(int room) => _source!.Describe(_names[room]);

    /// <summary>A room with a face in it.</summary>
    /// <param name="tile">The face, grey.</param>
    /// <param name="picture">Number of the picture; the same number gives the same place.</param>
    /// <param name="chooses">Each side of the split has rooms of its own.</param>
    /// <param name="hand">The calling thread's scratch.</param>
    public (byte[] Jpeg, Box Face) Place(Picture tile, int picture, bool chooses, Hand hand)
    {
        var random = new Random(HashCode(_seed, picture));
        Backdrop(random, chooses, hand);
        var room = hand.Room;
        var side = Math.Min((int)Math.Round(_least * Math.Pow((double)_most / _least, random.NextDouble())), Math.Min(room.Width, room.Height));
        var (left, top) = (random.Next(room.Width - side + 1), random.Next(room.Height - side + 1));
        hand.Resizer.Resize(tile, side, side, hand.Face);
        for (var y = 0; y < side; y++)
        {
            var from = hand.Face.Row(y);
            var to = room.Row(top + y).Slice(left, side);
            for (var x = 0; x < side; x++)
            {
                var edge = (Math.Min(Math.Min(x, side - 1 - x), Math.Min(y, side - 1 - y)) + 1) / (Fade * side);
                to[x] = (byte)(to[x] + (from[x] - to[x]) * Math.Min(edge, 1));
            }
        }

        return (hand.Encoder.EncodeGray(room.Pixels, room.Width, room.Height, room.Stride, Quality).ToArray(), new Box(left, top, side, side));
    }

    public void Dispose() => _source?.Dispose();

    private void Backdrop(Random random, bool chooses, Hand hand)
    {
        if (_names.Length == 0)
        {
            hand.Room.Resize(LongSide, LongSide * 3 / 4, 1);
            var (grey, slope) = (random.Next(60, 200), random.Next(-40, 40));
            for (var y = 0; y < hand.Room.Height; y++)
                for (var x = 0; x < hand.Room.Width; x++)
                    hand.Room.Row(y)[x] = (byte)Math.Clamp(grey + slope * x / LongSide + random.Next(-4, 5), 0, 255);
            return;
        }

        var half = random.Next(_names.Length / 2);
        var room = 2 * half + (chooses ? 0 : 1);
        PictureFiles.Decode(Describe(room), Read(room), hand.Decoder, 1, 0, hand.Face);
        var scale = LongSide / (double)Math.Max(hand.Face.Width, hand.Face.Height);
        hand.Resizer.Resize(hand.Face, Math.Max((int)(hand.Face.Width * scale), LeastRoom), Math.Max((int)(hand.Face.Height * scale), LeastRoom), hand.Room);
    }

    // Numbers beside each other must not give draws beside each other; System.HashCode differs from run to run.
    private static int HashCode(int seed, int picture) => (int)((ulong)((long)seed * 1_000_003 + picture) * 0x9E3779B97F4A7C15 >> 33);

    /// <summary>What one thread needs to place faces.</summary>
    internal sealed class Hand : IDisposable
    {
        public Picture Room { get; } = new();

        public Picture Face { get; } = new();

        public PictureResizer Resizer { get; } = new();

        public JpegEncoder Encoder { get; } = new();

        public JpegDecoder Decoder { get; } = new(new PictureLimits());

        public void Dispose()
        {
            Encoder.Dispose();
            Decoder.Dispose();
        }
    }
}
