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
}

/// <summary>The provider a session really runs on.</summary>
/// <param name="Name"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="FallbackReason">Why CUDA, tried by <c>auto</c>, is not in use; null when nothing was given up.</param>
public readonly record struct ModelProvider(string Name, string? FallbackReason);
