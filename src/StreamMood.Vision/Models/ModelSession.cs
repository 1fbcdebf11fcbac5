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
        if (options is { TensorRt: true, Provider: "cpu" })
            throw new UserErrorException("inference.session.tensorRt is true and inference.session.provider is cpu; TensorRT runs on a GPU: set the provider to auto or cuda");
        string[] gpu = options switch
        {
            { Provider: "cpu" } => [],
            { TensorRt: false } => ["cuda"],
            { Provider: "cuda" } => ["tensorrt"],
            _ => ["tensorrt", "cuda"],
        };
        var path = ModelFiles.Resolve(choose(gpu.Length > 0 ? "cuda" : "cpu"));
        var file = Read(path);
        string? reason = null;
        foreach (var provider in gpu)
        {
            try
            {
                return Start(path, file, options, check, warmUp, new ModelProvider(provider, reason));
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                reason = $"{(reason is null ? "" : reason + "; ")}{(provider == "cuda" ? "CUDA" : "TensorRT")}: {OnnxMessage.Short(e.Message)}";
            }
        }

        if (options.Provider == "auto" && ModelFiles.Resolve(choose("cpu")) is var other && other != path)
            (path, file) = (other, Read(other));
        try
        {
            var model = Start(path, file, options, check, warmUp, new ModelProvider("cpu", reason));
            if (options.Provider != "cuda")
                return model;
            // The file is in order, so it is the provider that is not.
            model.Dispose();
            throw new UserErrorException(
                $"provider cuda cannot run {path}: {reason}; "
                + (options.TensorRt ? "set inference.session.tensorRt to false, or mend the TensorRT installation, of which infra/setup --cuda fetches ONNX Runtime's part" : "choose cpu or auto, or mend the CUDA installation, of which infra/setup --cuda fetches ONNX Runtime's part"));
        }
        catch (OnnxRuntimeException e)
        {
            throw new UserErrorException($"{path} is not an ONNX model that ONNX Runtime can load and run: {OnnxMessage.Short(e.Message)}", e);
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
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        if (provider.Name == "tensorrt")
        {
            using var tensorRt = GpuProviders.TensorRt(options, Shapes(file), sha256);
            session.AppendExecutionProvider_Tensorrt(tensorRt);
            GpuProviders.MakeEngineFolder(options, sha256);
        }

        if (provider.Name != "cpu")
        {
            using var cuda = GpuProviders.Cuda(options);
            session.AppendExecutionProvider_CUDA(cuda);
        }

        var inference = new InferenceSession(file, session);
        try
        {
            var metadata = new ModelMetadataText(path, inference);
            var model = new ModelSession(inference, metadata, provider, sha256, file.Length)
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

    // TensorRT wants to know them before there is a session.
    private static Dictionary<string, int[]> Shapes(byte[] file)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var plain = new InferenceSession(file, settings);
        return plain.InputMetadata.ToDictionary(input => input.Key, input => input.Value.Dimensions, StringComparer.Ordinal);
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
}
