using StreamMood.Vision.Alignment;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>Draws one face; tests have one that needs no model. Not thread safe.</summary>
internal interface IFaceArtist : IDisposable
{
    /// <summary>Side of the square picture in pixels.</summary>
    int Size { get; }

    /// <summary>Values of an identity.</summary>
    int IdentityLength { get; }

    /// <summary>Where the landmarks stand in the picture.</summary>
    FaceTemplate Template { get; }

    /// <summary>Draws a face of <see cref="Size"/>² grey pixels.</summary>
    /// <param name="expression">Eight weights, together 1.</param>
    /// <param name="identity">Who it is.</param>
    /// <param name="face">Takes the pixels.</param>
    void Draw(ReadOnlySpan<float> expression, ReadOnlySpan<float> identity, Span<byte> face);
}

/// <summary>Faces of nobody, from the generator model.</summary>
internal sealed class GeneratedFaceArtist : IFaceArtist
{
    private readonly FaceGenerator _generator;

    /// <param name="model">A bundled generator's name, or a file.</param>
    /// <exception cref="StreamMood.Contracts.UserErrorException">When it is no generator.</exception>
    public GeneratedFaceArtist(string model) =>
        // A camera draws on the CPU, also where the worker computes on a GPU.
        _generator = FaceGenerator.Load(model, new ModelSessionOptions { Provider = "cpu" });

    /// <inheritdoc />
    public int Size => _generator.Size;

    /// <inheritdoc />
    public int IdentityLength => _generator.IdentityLength;

    /// <inheritdoc />
    public FaceTemplate Template => _generator.Template;

    /// <inheritdoc />
    public void Draw(ReadOnlySpan<float> expression, ReadOnlySpan<float> identity, Span<byte> face) =>
        _generator.Generate(expression, identity, face);

    /// <inheritdoc />
    public void Dispose() => _generator.Dispose();
}
