using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>Draws the room behind a synthetic camera's people once: a wall in soft light, a floor, and a few plain things, by seed.</summary>
internal static class Backdrop
{
    /// <summary>Draws a room.</summary>
    /// <returns>Grey pixels, rows from the top.</returns>
    public static byte[] Draw(ulong seed, int width, int height)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed, 0xB0));
        var things = Things(ref random, width, height);
        var wall = random.Between(95, 165);
        var slope = new Vector2(random.Between(-45, 45) / width, random.Between(-30, 10) / height);
        var skirting = height * random.Between(0.80, 0.90);
        var floor = wall * random.Between(0.45, 0.65);
        var picture = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var grey = wall + (slope.X * (x - (width / 2f))) + (slope.Y * (y - (height / 2f)));
                grey = Brush.Mix(floor, grey, Brush.Edge(y - skirting, 3));
                foreach (var thing in things)
                    grey = thing.Over(grey, x, y);

                // Plaster and dust: what tells a wall from a computer drawing.
                grey += random.Normal() * 1.2f;
                picture[(y * width) + x] = (byte)Math.Clamp(grey, 8, 247);
            }
        }

        return picture;
    }

    private static List<Thing> Things(ref SeededRandom random, int width, int height)
    {
        var things = new List<Thing>();

        // A window or a picture on each side of where people are.
        foreach (var side in (ReadOnlySpan<float>)[0.16f, 0.84f])
        {
            var centre = new Vector2(width * (side + random.Between(-0.05, 0.05)), height * random.Between(0.22, 0.36));
            var half = new Vector2(width * random.Between(0.07, 0.12), height * random.Between(0.12, 0.20));
            var frame = random.Between(40, 90);
            things.Add(new Thing(centre, half + new Vector2(width * 0.012f), frame, 0, 2));
            things.Add(new Thing(centre, half, random.Between(130, 225), random.Between(-60, 60) / height, 1));
        }

        var shelf = new Vector2(width * (random.Below(2) == 0 ? 0.10f : 0.90f), height * random.Between(0.60, 0.68));
        things.Add(new Thing(shelf, new Vector2(width * 0.11f, height * 0.17f), random.Between(50, 85), 0, 4));
        for (var i = 0; i < 5; i++)
        {
            var book = shelf + new Vector2(width * (-0.08f + (0.04f * i)), height * random.Between(-0.06, -0.02));
            things.Add(new Thing(book, new Vector2(width * 0.015f, height * random.Between(0.06, 0.09)), random.Between(60, 210), 0, 1));
        }

        return things;
    }

    private readonly record struct Thing(Vector2 Centre, Vector2 Half, float Grey, float Slope, float Round)
    {
        public float Over(float below, int x, int y)
        {
            var cover = Brush.Box(x, y, Centre, Half, Round, 2);
            return cover <= 0 ? below : Brush.Mix(below, Grey + (Slope * (y - Centre.Y)), cover);
        }
    }
}
