using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using StreamMood.Contracts;
using StreamMood.Vision.Emotions;

namespace StreamMood.Vision.Models;

/// <summary>What ONNX Runtime's providers for NVIDIA's GPUs are told.</summary>
internal static class GpuProviders
{
    // Sides of the detector's input: multiples of 32 up to the largest detector size; the usual camera's picture between.
    private const int LeastSide = 32, MostSide = 2048, UsualHeight = 256, UsualWidth = 320;
    private const int UsualBatch = 16;

    /// <summary>CUDA: the memory and the choice of kernels for batches and pictures that vary in size.</summary>
    public static OrtCUDAProviderOptions Cuda(ModelSessionOptions options)
    {
        // The arena's default doubles with every larger batch; and the default search for the fastest convolution runs for each new
        // shape, which would halt the stream for as long as the search takes.
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device_id"] = options.CudaDevice.ToString(CultureInfo.InvariantCulture),
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["do_copy_in_default_stream"] = "1",
        };
        if (options.CudaMemoryMb > 0)
            settings["gpu_mem_limit"] = Bytes(options.CudaMemoryMb);
        var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(settings);
        return cuda;
    }

    /// <summary>TensorRT, for the nodes it can run; CUDA takes the others.</summary>
    /// <param name="options">Device, memory and where engines are kept.</param>
    /// <param name="shapes">Name and shape of each input, unknown sides below 1.</param>
    /// <param name="sha256">Of the model's file; engines of another file are never taken.</param>
    public static OrtTensorRTProviderOptions TensorRt(ModelSessionOptions options, IReadOnlyDictionary<string, int[]> shapes, string sha256)
    {
        var tensorRt = new OrtTensorRTProviderOptions();
        tensorRt.UpdateOptions(TensorRtSettings(options, shapes, sha256));
        return tensorRt;
    }

    /// <summary>Makes the folder of a model's engines, which TensorRT's provider expects to be there.</summary>
    /// <exception cref="UserErrorException">When it cannot be made.</exception>
    public static void MakeEngineFolder(ModelSessionOptions options, string sha256)
    {
        if (options.EngineFolder.Length == 0)
            return;
        var folder = EngineFolder(options, sha256);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"inference.session.engineFolder is '{options.EngineFolder}', which cannot be written: {FileErrors.Why(e, folder)}; name another folder, or none", e);
        }
    }

    /// <summary>TensorRT's settings by ONNX Runtime's names.</summary>
    public static Dictionary<string, string> TensorRtSettings(ModelSessionOptions options, IReadOnlyDictionary<string, int[]> shapes, string sha256)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["device_id"] = options.CudaDevice.ToString(CultureInfo.InvariantCulture),
        };
        if (options.CudaMemoryMb > 0)
            settings["trt_max_workspace_size"] = Bytes(options.CudaMemoryMb);
        if (options.EngineFolder.Length > 0)
        {
            settings["trt_engine_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = EngineFolder(options, sha256);
        }

        // Without a range an engine is built for the first shape, and again, for minutes, whenever another comes.
        var open = shapes.Where(s => s.Value.Length == 4 && s.Value.Any(side => side < 1)).ToList();
        if (open.Count > 0)
        {
            settings["trt_profile_min_shapes"] = Profile(open, 1, LeastSide, LeastSide);
            settings["trt_profile_opt_shapes"] = Profile(open, UsualBatch, UsualHeight, UsualWidth);
            settings["trt_profile_max_shapes"] = Profile(open, EmotionClassifier.DeviceMaxBatch, MostSide, MostSide);
        }

        return settings;
    }

    private static string EngineFolder(ModelSessionOptions options, string sha256) => Path.Combine(options.EngineFolder, sha256);

    private static string Profile(IEnumerable<KeyValuePair<string, int[]>> open, int batch, int height, int width) =>
        string.Join(',', open.Select(input => $"{input.Key}:{string.Join('x', Filled(input.Value, batch, height, width))}"));

    // The order of all our tensors: batch, planes, height, width. Planes are known in every model that is understood.
    private static IEnumerable<int> Filled(int[] shape, int batch, int height, int width)
    {
        // Faces come in batches, pictures one by one.
        int[] given = [shape[2] < 1 || shape[3] < 1 ? 1 : batch, 1, height, width];
        return shape.Select((side, i) => side < 1 ? given[i] : side);
    }

    private static string Bytes(int mib) => ((long)mib << 20).ToString(CultureInfo.InvariantCulture);
}
