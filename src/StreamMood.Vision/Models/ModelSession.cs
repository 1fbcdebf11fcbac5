using System.Globalization;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using StreamMood.Contracts;

namespace StreamMood.Vision.Models;

/// <summary>An ONNX Runtime session on the provider that was proven to work, with what its file says about itself.</summary>
internal sealed class ModelSession : IDisposable
{
    private ModelSession(InferenceSession session, ModelMetadataText metadata, ModelProvider provider, string sha256, long bytes)
    {
        Session = session;
        Metadata = metadata;
        Provider = provider;
        Sha256 = sha256;
        Bytes = bytes;
    }

    public InferenceSession Session { get; }

    public ModelMetadataText Metadata { get; }

    public ModelProvider Provider { get; }

    public string Sha256 { get; }

    public long Bytes { get; }

    /// <summary>The file's name in git, by which some public models are known; null for a file with metadata of ours.</summary>
    public string? GitBlob { get; private init; }

    public static RunOptions RunOptions { get; } = new();

    /// <summary>Opens the same model whatever the provider.</summary>
    public static ModelSession Open(
        string nameOrPath, ModelSessionOptions options, Action<ModelSession> check, Action<ModelSession> warmUp) =>
        Open(_ => nameOrPath, options, check, warmUp);

    /// <summary>Opens a model and runs it once on the provider.</summary>
    /// <param name="choose">Name or path for a provider; see <see cref="ModelFiles.Resolve"/>.</param>
    /// <param name="options">Provider and threads.</param>
    /// <param name="check">Refuses, by <see cref="UserErrorException"/>, a model that is not understood.</param>
    /// <param name="warmUp">
    /// Runs the model once. ONNX Runtime lists CUDA as available and even opens sessions where it cannot run, so only this decides.
    /// </param>
    public static ModelSession Open(
        Func<string, string> choose, ModelSessionOptions options, Action<ModelSession> check, Action<ModelSession> warmUp)
    {
        if (options.Provider is not ("auto" or "cpu" or "cuda"))
            throw new UserErrorException($"provider '{options.Provider}' is unknown; expected auto, cpu or cuda");
        var first = options.Provider == "cpu" ? "cpu" : "cuda";
        var path = ModelFiles.Resolve(choose(first));
        var file = Read(path);
        string? reason = null;
        if (first == "cuda")
        {
            try
            {
                return Start(path, file, options, check, warmUp, new ModelProvider("cuda", null));
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                reason = FirstLine(e.Message);
            }

            if (options.Provider == "auto" && ModelFiles.Resolve(choose("cpu")) is var other && other != path)
                (path, file) = (other, Read(other));
        }

        try
        {
            var model = Start(path, file, options, check, warmUp, new ModelProvider("cpu", reason));
            if (options.Provider != "cuda")
                return model;
            // The file is in order, so it is CUDA that is not.
            model.Dispose();
            throw new UserErrorException($"provider cuda cannot run {path}: {reason}; choose cpu or auto, or mend the CUDA installation");
        }
        catch (OnnxRuntimeException e)
        {
            throw new UserErrorException($"{path} is not an ONNX model that ONNX Runtime can load and run: {FirstLine(e.Message)}", e);
        }
    }

    public void Run(OrtIoBinding binding)
    {
        Session.RunWithBinding(RunOptions, binding);
        // Outputs are bound to host memory; on a device the copy must have arrived before they are read.
        if (Provider.Name != "cpu")
            binding.SynchronizeBoundOutputs();
    }

    public void Dispose() => Session.Dispose();

    private static ModelSession Start(
        string path, byte[] file, ModelSessionOptions options,
        Action<ModelSession> check, Action<ModelSession> warmUp, ModelProvider provider)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // What goes wrong arrives as an exception; the runtime's own lines would only disturb the terminal.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Spinning threads steal the cores that decoding and the other sessions need.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session.AddSessionConfigEntry("session.set_denormal_as_zero", "1");
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        if (provider.Name == "cuda")
        {
            using var cuda = CudaOptions(options);
            session.AppendExecutionProvider_CUDA(cuda);
        }

        var inference = new InferenceSession(file, session);
        try
        {
            var metadata = new ModelMetadataText(path, inference);
            var model = new ModelSession(inference, metadata, provider, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length)
            {
                GitBlob = metadata.Find("kind") is null ? Checksums.GitBlob(file) : null,
            };
            check(model);
            warmUp(model);
            return model;
        }
        catch
        {
            inference.Dispose();
            throw;
        }
    }

    // Batches and pictures vary in size. The arena's default doubles with every larger one; and the default search for the fastest
    // convolution runs for each new shape, which would halt the stream for as long as the search takes.
    private static OrtCUDAProviderOptions CudaOptions(ModelSessionOptions options)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device_id"] = options.CudaDevice.ToString(CultureInfo.InvariantCulture),
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["do_copy_in_default_stream"] = "1",
        };
        if (options.CudaMemoryMb > 0)
            settings["gpu_mem_limit"] = ((long)options.CudaMemoryMb << 20).ToString(CultureInfo.InvariantCulture);
        var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(settings);
        return cuda;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"model {path} cannot be read: {FileErrors.Why(e, path)}", e);
        }
    }

    private static string FirstLine(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).ToString();
    }
}
