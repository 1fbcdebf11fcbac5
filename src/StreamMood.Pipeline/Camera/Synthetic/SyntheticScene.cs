using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>
/// The pictures of one synthetic camera: a room, and people who act out the camera's script. The room is drawn once; a frame
/// costs a copy of it, the people, light and grain, and allocates nothing. Not thread safe.
/// </summary>
internal sealed class SyntheticScene
{
    private readonly byte[] _backdrop;
    private readonly Person[] _people;
    private readonly SensorNoise _noise;
    private readonly HeadMotion.Wave _light;
    private readonly ulong _seed;

    /// <param name="source">Seed and number of people.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="artist">Draws the first faces.</param>
    public SyntheticScene(SourceSpec source, int width, int height, IFaceArtist artist)
    {
        (Width, Height, _seed) = (width, height, source.Seed);
        Script = new ActingScript(source.Seed);
        _backdrop = Backdrop.Draw(source.Seed, width, height);
        var random = new SeededRandom(SeededRandom.Mix(source.Seed, 0x5CE));
        _light = new HeadMotion.Wave(ref random, 0.05f);
        _noise = new SensorNoise(source.Seed, random.Between(1.2, 2.4), width);
        _people = new Person[source.Persons];
        for (var i = 0; i < _people.Length; i++)
            _people[i] = Invite(i, ref random, artist);
    }

    /// <summary>Pixels.</summary>
    public int Width { get; }

    /// <summary>Pixels.</summary>
    public int Height { get; }

    /// <summary>What the people act out.</summary>
    public ActingScript Script { get; }

    /// <summary>Draws the scene at a time since the epoch; times must not go back by much, as faces are drawn when they change.</summary>
    /// <param name="sinceEpoch">Time since the camera's epoch.</param>
    /// <param name="artist">Draws the faces.</param>
    /// <param name="frame">Takes <see cref="Width"/> × <see cref="Height"/> grey pixels.</param>
    public void Draw(TimeSpan sinceEpoch, IFaceArtist artist, Span<byte> frame)
    {
        _backdrop.CopyTo(frame);
        var weights = Script.WeightsAt(sinceEpoch);
        var seconds = sinceEpoch.TotalSeconds;
        foreach (var person in _people)
            person.Draw(seconds, weights, artist, frame, Width, Height);
        _noise.Expose(frame, Width, 1 + _light.At(seconds), SeededRandom.Mix(_seed, (ulong)sinceEpoch.Ticks));
    }

    // Side by side, each with room to move.
    private Person Invite(int index, ref SeededRandom random, IFaceArtist artist)
    {
        var slot = Width / (float)_people.Length;
        var side = MathF.Min(random.Between(0.36, 0.44) * Height, 0.62f * slot);
        var place = new Vector2(
            (slot * (index + 0.5f)) + (random.Between(-0.08, 0.08) * slot),
            Height * random.Between(0.42, 0.50));
        return new Person(SeededRandom.Mix(_seed, 0x9E0 + (ulong)index), artist, place, MathF.Max(MathF.Round(side), 16));
    }
}
