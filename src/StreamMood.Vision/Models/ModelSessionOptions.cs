using System.ComponentModel.DataAnnotations;

namespace StreamMood.Vision.Models;

/// <summary>Where and how models run.</summary>
public sealed class ModelSessionOptions
{
    /// <summary>
    /// <c>auto</c> (the default: CUDA where it really works, otherwise the CPU), <c>cpu</c>, or <c>cuda</c>, which fails
    /// rather than fall back.
    /// </summary>
    [Required, AllowedValues("auto", "cpu", "cuda")]
    public string Provider { get; set; } = "auto";

    /// <summary>
    /// Threads of one run on the CPU; 1 to 64, default 1. Several sessions of one thread each beat one session of several
    /// as soon as other work shares the cores.
    /// </summary>
    [Range(1, 64)]
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>Index of the CUDA device; 0 to 63, default 0.</summary>
    [Range(0, 63)]
    public int CudaDevice { get; set; }

    /// <summary>Most device memory for the arena of each model, in MiB; 0, the default, is what the device has, up to 1,048,576.</summary>
    [Range(0, 1 << 20)]
    public int CudaMemoryMb { get; set; }

    /// <summary>
    /// Whether TensorRT runs what it can of the models instead of CUDA's own kernels; false by default, because it builds an engine for
    /// each model and GPU first, which takes minutes. Where it cannot run, provider <c>cuda</c> fails and <c>auto</c> goes on to CUDA.
    /// </summary>
    public bool TensorRt { get; set; }

    /// <summary>
    /// Folder in which TensorRT's engines are kept, a folder in it for each model file; by default
    /// <c>streammood/tensorrt</c> below the user's data (<c>~/.local/share</c>). Empty: they are built at every start.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string EngineFolder { get; set; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? Path.Combine(data, "streammood", "tensorrt") : "";
}

/// <summary>The provider a session really runs on.</summary>
/// <param name="Name"><c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>, whose leftover nodes CUDA runs.</param>
/// <param name="FallbackReason">Why CUDA or TensorRT, tried by <c>auto</c>, is not in use; null when nothing was given up.</param>
public readonly record struct ModelProvider(string Name, string? FallbackReason)
{
    /// <summary>Whether the machine has a GPU that <c>auto</c> was to try and models run on the CPU all the same; who asks for <c>cuda</c> gets it or an error.</summary>
    public bool IsGpuUnused => Name == "cpu" && FallbackReason is not null && File.Exists("/proc/driver/nvidia/version");
}
