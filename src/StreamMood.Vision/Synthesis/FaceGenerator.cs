using Microsoft.ML.OnnxRuntime;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Synthesis;

/// <summary>
/// Draws grey faces of nobody for synthetic cameras: inputs <c>expression</c> [N,8] and <c>identity</c> [N,Z], output
/// <c>face</c> [N,1,S,S] in 0 to 255. Not thread safe.
/// </summary>
public sealed class FaceGenerator : IDisposable
{
    private readonly ModelSession _model;
    private readonly OrtIoBinding _binding;
    private readonly OrtValue[] _values;
    private readonly float[] _expression = GC.AllocateArray<float>(Contracts.Events.Emotions.Count, pinned: true);
    private readonly float[] _identity;
    private readonly float[] _face;

    private FaceGenerator(ModelSession model, int size, int identityLength, FaceTemplate template)
    {
        _model = model;
        Size = size;
        IdentityLength = identityLength;
        Template = template;
        Info = model.Metadata.Info(ModelKind.Generator, model);
        _identity = GC.AllocateArray<float>(identityLength, pinned: true);
        _face = GC.AllocateArray<float>(size * size, pinned: true);
        _values =
        [
            OrtValue.CreateTensorValueFromMemory(_expression, [1, _expression.Length]),
            OrtValue.CreateTensorValueFromMemory(_identity, [1, identityLength]),
            OrtValue.CreateTensorValueFromMemory(_face, [1, 1, size, size]),
        ];
        _binding = model.Session.CreateIoBinding();
        _binding.BindInput("expression", _values[0]);
        _binding.BindInput("identity", _values[1]);
        _binding.BindOutput("face", _values[2]);
    }

    /// <summary>Which model it is.</summary>
    public ModelInfo Info { get; }

    /// <summary>Where it runs.</summary>
    public ModelProvider Provider => _model.Provider;

    /// <summary>Side of a face picture in pixels.</summary>
    public int Size { get; }

    /// <summary>Values of an identity; each from a standard normal distribution.</summary>
    public int IdentityLength { get; }

    /// <summary>Where the landmarks stand in a picture.</summary>
    public FaceTemplate Template { get; }

    /// <summary>Opens a generator and runs it once.</summary>
    /// <param name="nameOrPath">A bundled model's name, or a file.</param>
    /// <param name="options">Provider and threads.</param>
    /// <exception cref="UserErrorException">When the file is none, or not a generator that is understood.</exception>
    public static FaceGenerator Load(string nameOrPath, ModelSessionOptions options)
    {
        var (size, identity, template) = (0, 0, default(FaceTemplate));
        var model = ModelSession.Open(
            nameOrPath, options,
            m => (size, identity, template) = Read(m.Metadata),
            m =>
            {
                using var trial = new FaceGenerator(m, size, identity, template) { OwnsModel = false };
                m.Run(trial._binding);
            });
        return new FaceGenerator(model, size, identity, template);
    }

    /// <summary>Draws a face.</summary>
    /// <param name="expression">Eight weights in the order of <see cref="Emotion"/>, each 0 to 1, together 1.</param>
    /// <param name="identity"><see cref="IdentityLength"/> values.</param>
    /// <param name="face">Takes <see cref="Size"/>² grey pixels, rows from the top.</param>
    /// <exception cref="ArgumentException">When a length does not fit.</exception>
    public void Generate(ReadOnlySpan<float> expression, ReadOnlySpan<float> identity, Span<byte> face)
    {
        if (expression.Length != _expression.Length || identity.Length != _identity.Length || face.Length != _face.Length)
            throw new ArgumentException(
                $"expected {_expression.Length} weights, {_identity.Length} identity values and {_face.Length} pixels, "
                + $"got {expression.Length}, {identity.Length} and {face.Length}");
        expression.CopyTo(_expression);
        identity.CopyTo(_identity);
        _model.Run(_binding);
        for (var i = 0; i < face.Length; i++)
            face[i] = (byte)Math.Clamp(_face[i] + 0.5f, 0f, 255f);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
        if (OwnsModel)
            _model.Dispose();
    }

    private bool OwnsModel { get; init; } = true;

    private static (int Size, int Identity, FaceTemplate Template) Read(ModelMetadataText metadata)
    {
        metadata.RequireKind(ModelKind.Generator);
        var expression = metadata.Input("expression", 2);
        var identity = metadata.Input("identity", 2);
        var face = metadata.Output("face", 4);
        if (expression[1] != Contracts.Events.Emotions.Count || identity[1] is < 1 or > 1024)
            throw metadata.Refuse(
                $"its inputs are expression [{string.Join(",", expression)}] and identity [{string.Join(",", identity)}]; expected [N,8] and [N,Z], Z from 1 to 1024");
        if (face[1] != 1 || face[2] != face[3] || face[2] is < 16 or > 1024)
            throw metadata.Refuse($"its output 'face' is [{string.Join(",", face)}]; expected [N,1,S,S] with S from 16 to 1024");
        return (face[2], identity[1], metadata.Template());
    }
}
