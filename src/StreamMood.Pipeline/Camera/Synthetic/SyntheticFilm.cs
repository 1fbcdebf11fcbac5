using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>The pictures of a synthetic camera at any times asked for, without camera, clock or Kafka. Not thread safe.</summary>
public sealed class SyntheticFilm : IDisposable
{
    private readonly GeneratedFaceArtist _artist;
    private readonly SyntheticScene _scene;

    /// <summary>A film of the room, people and script of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="persons">People in the room, 1 to 4.</param>
    /// <param name="generator">Draws the faces: a bundled generator's name, or a file.</param>
    /// <exception cref="StreamMood.Contracts.UserErrorException">When it is no generator.</exception>
    public SyntheticFilm(ulong seed, int persons, string generator)
    {
        _artist = new GeneratedFaceArtist(generator);
        _scene = new SyntheticScene(
            new SourceSpec { Kind = SourceKind.Synthetic, Seed = seed, Persons = persons }, CameraSpec.DefaultWidth, CameraSpec.DefaultHeight, _artist);
    }

    /// <summary>Pixels.</summary>
    public int Width => _scene.Width;

    /// <summary>Pixels.</summary>
    public int Height => _scene.Height;

    /// <summary>The expression acted at a time since the beginning; while one becomes the next, the next.</summary>
    public Emotion ExpressionAt(TimeSpan time) => _scene.Script.ExpressionAt(time);

    /// <summary>Draws a frame; times must not go back by much.</summary>
    /// <param name="time">Since the beginning.</param>
    /// <param name="frame">Takes <see cref="Width"/> × <see cref="Height"/> grey pixels.</param>
    public void Draw(TimeSpan time, Span<byte> frame) => _scene.Draw(time, _artist, frame);

    /// <inheritdoc />
    public void Dispose() => _artist.Dispose();
}
