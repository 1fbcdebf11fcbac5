namespace StreamMood.Lab.Smoothing;

/// <summary>What stands between people and their picture: light, focus, distance. Worked into a grey frame, the same for the same seed.</summary>
public sealed class Light
{
    private const int Pattern = 1 << 16;
    private readonly Action<byte[], byte[], int, int> _work;
    private readonly float[] _grain;
    private readonly float _noise;
    private byte[] _scratch = [];

    private Light(string name, float noise, Action<byte[], byte[], int, int> work)
    {
        (Name, _noise, _work) = (name, noise, work);
        var random = new Random(name.Length * 7919);
        _grain = new float[Pattern];
        for (var i = 0; i < Pattern; i++)
            _grain[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>All of them: an even room, dusk, a window behind, a lamp at the side, out of focus, and far away.</summary>
    public static IReadOnlyList<Light> All { get; } =
    [
        new("even", 0, (from, to, _, _) => from.CopyTo(to, 0)),
        new("dusk", 7, (from, to, _, _) => Each(from, to, g => 14 + (0.22f * g))),
        new("window", 4, (from, to, _, _) => Each(from, to, g => 150 + (0.28f * g))),
        new("lamp", 3, Lamp),
        new("blur", 2, Blur),
        new("far", 3, Far),
    ];

    /// <summary>Works it into a frame.</summary>
    /// <param name="frame">Grey pixels, changed in place.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="moment">Gives each frame its own grain.</param>
    public void Apply(byte[] frame, int width, int height, int moment)
    {
        if (_scratch.Length != frame.Length)
            _scratch = new byte[frame.Length];
        _work(frame, _scratch, width, height);
        if (_noise > 0)
        {
            var random = new Random(moment);
            for (var y = 0; y < height; y++)
            {
                var at = random.Next(Pattern - width);
                for (var x = 0; x < width; x++)
                    _scratch[(y * width) + x] = Level(_scratch[(y * width) + x] + (_noise * _grain[at + x]));
            }
        }

        _scratch.CopyTo(frame, 0);
    }

    private static byte Level(float grey) => (byte)Math.Clamp(grey + 0.5f, 0, 255);

    private static void Each(byte[] from, byte[] to, Func<float, float> curve)
    {
        var table = new byte[256];
        for (var i = 0; i < 256; i++)
            table[i] = Level(curve(i));
        for (var i = 0; i < from.Length; i++)
            to[i] = table[from[i]];
    }

    // Bright and washed out on one side of each face, dark on the other.
    private static void Lamp(byte[] from, byte[] to, int width, int height)
    {
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                to[(y * width) + x] = Level(from[(y * width) + x] * (0.15f + (1.9f * x / width)));
    }

    // Mean over a square of 13 pixels: row by row, then column by column.
    private static void Blur(byte[] from, byte[] to, int width, int height)
    {
        const int Reach = 6;
        for (var y = 0; y < height; y++)
            Mean(from, to, y * width, 1, width, Reach);
        to.CopyTo(from, 0);
        for (var x = 0; x < width; x++)
            Mean(from, to, x, width, height, Reach);
    }

    private static void Mean(byte[] from, byte[] to, int start, int step, int count, int reach)
    {
        int sum = 0, held = 0;
        for (var i = 0; i < Math.Min(reach, count); i++, held++)
            sum += from[start + (i * step)];
        for (var i = 0; i < count; i++)
        {
            if (i + reach < count)
                (sum, held) = (sum + from[start + ((i + reach) * step)], held + 1);
            if (i - reach - 1 >= 0)
                (sum, held) = (sum - from[start + ((i - reach - 1) * step)], held - 1);
            to[start + (i * step)] = (byte)(sum / held);
        }
    }

    // A fifth of the size, in the middle of a plain wall.
    private static void Far(byte[] from, byte[] to, int width, int height)
    {
        const int Times = 5;
        Array.Fill(to, (byte)120);
        var (left, top) = ((width - (width / Times)) / 2, (height - (height / Times)) / 2);
        for (var y = 0; y < height / Times; y++)
            for (var x = 0; x < width / Times; x++)
            {
                var sum = 0;
                for (var v = 0; v < Times; v++)
                    for (var u = 0; u < Times; u++)
                        sum += from[(((y * Times) + v) * width) + (x * Times) + u];
                to[((top + y) * width) + left + x] = (byte)(sum / (Times * Times));
            }
    }
}
