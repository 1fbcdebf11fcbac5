using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamMood.Contracts;

namespace StreamMood.Mood.Songs.Models;

/// <summary>
/// A song classifier in ONNX: features in, probabilities of the four categories out. Ours, or one that scikit-learn (skl2onnx with
/// <c>zipmap=False</c>) or ML.NET exported. Thread-safe.
/// </summary>
/// <remarks>
/// Input: one float tensor [n, d] whose columns <c>streammood.features</c> names in the file's metadata, or one float tensor [n, 1]
/// a feature, called like it. Output: a float tensor [n, 4]; <c>streammood.labels</c> names its columns, which otherwise are taken in
/// alphabetical order, as scikit-learn sorts classes.
/// </remarks>
public sealed class SongModel : IDisposable
{
    private const int Chunk = 1024;

    private readonly InferenceSession _session;
    private readonly SongModelSignature _signature;

    private SongModel(InferenceSession session, SongModelSignature signature, string path, byte[] file)
    {
        (_session, _signature) = (session, signature);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        Id = $"{signature.Name ?? Path.GetFileNameWithoutExtension(path)}@{signature.Version ?? Sha256[..12]}";
    }

    /// <summary>Number of categories.</summary>
    public const int Classes = 4;

    /// <summary><c>name@version</c>, as events carry it.</summary>
    public string Id { get; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>SHA-256 of the file it was trained on; null when it does not say.</summary>
    public string? TrainedOn => _signature.Data;

    /// <summary>The features it reads, in order.</summary>
    public IReadOnlyList<SongFeature> Features => _signature.Features;

    /// <summary>Whether a feature may be NaN.</summary>
    public bool IsOptional(int feature) => _signature.Optional.Contains(_signature.Features[feature].Name);

    /// <summary>The bundled model, which the command line puts beside the executable.</summary>
    public static string BundledPath { get; } = Path.Combine(AppContext.BaseDirectory, "songs", "streammood-songs.onnx");

    /// <summary>Opens a model and runs it once.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <exception cref="UserErrorException">When it cannot be read or is not such a model; says what was expected.</exception>
    public static SongModel Open(string path)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(e is FileNotFoundException or DirectoryNotFoundException
                ? $"song model {path}: there is no such file"
                : $"song model {path} cannot be read: {FileErrors.Why(e, path)}", e);
        }

        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            var session = new InferenceSession(file, options);
            try
            {
                var model = new SongModel(session, SongModelSignature.Of(session, path), path, file);
                model.Probe(path);
                return model;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new UserErrorException($"song model {path} is not an ONNX model that ONNX Runtime can load and run: {e.Message.Split('\n')[0]}", e);
        }
    }

    /// <summary>Probabilities of happy, energetic, calm and sad, row by row.</summary>
    /// <param name="rows">n rows of the model's features; NaN where an optional one is missing.</param>
    /// <returns>n × 4 values.</returns>
    public float[] Score(float[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var width = Features.Count;
        var n = rows.Length / width;
        var result = new float[n * Classes];
        Parallel.For(0, (n + Chunk - 1) / Chunk, chunk =>
        {
            var first = chunk * Chunk;
            Score(rows.AsMemory(first * width, Math.Min(Chunk, n - first) * width), result.AsSpan(first * Classes));
        });
        return result;
    }

    /// <summary>The same on this thread alone.</summary>
    /// <param name="rows">n rows of the model's features.</param>
    /// <param name="into">Takes n × 4 values.</param>
    internal void Score(Memory<float> rows, Span<float> into)
    {
        using var outputs = _session.Run(_signature.Inputs(rows), [_signature.Output]);
        var shares = outputs[0].AsTensor<float>() as DenseTensor<float> ?? outputs[0].AsTensor<float>().ToDenseTensor();
        var values = shares.Buffer.Span;
        for (var i = 0; i < values.Length; i++)
            into[i / Classes * Classes + _signature.Places[i % Classes]] = values[i];
    }

    /// <inheritdoc />
    public void Dispose() => _session.Dispose();

    private void Probe(string path)
    {
        var row = Features.Select(f => (float)((f.Low + f.High) / 2)).ToArray();
        var shares = new float[Classes];
        Score(row, shares);
        if (shares.Any(s => !(s is >= -0.001f and <= 1.001f)) || Math.Abs(shares.Sum() - 1) > 0.01)
            throw new UserErrorException($"song model {path} is not usable: its output '{_signature.Output}' gave {string.Join(", ", shares)}; expected four probabilities that sum to 1");
    }
}
