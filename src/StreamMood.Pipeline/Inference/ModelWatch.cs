using Microsoft.Extensions.Logging;
using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Looks at the model files now and then. One that changed, and then stayed the same for one more look (it may still be being
/// written), is loaded and run once beside the models at work, and only then takes their place.
/// </summary>
internal sealed class ModelWatch
{
    private readonly InferenceOptions _options;
    private readonly ModelSlot _slot;
    private readonly InferenceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<InferenceOptions, InferenceModels> _load;
    private InferenceModels _models;
    private string _inUse;
    private string _seen;

    /// <param name="options">Which models, and how often to look.</param>
    /// <param name="slot">Holds the models just loaded: the files as they are now count as those in use.</param>
    /// <param name="metrics">Counts what was tried.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="load">Loads and tries models; <see cref="InferenceModels.Load"/> when null.</param>
    public ModelWatch(
        InferenceOptions options, ModelSlot slot, InferenceMetrics metrics, TimeProvider time, ILogger log, Func<InferenceOptions, InferenceModels>? load = null)
    {
        _load = load ?? InferenceModels.Load;
        _options = options;
        _slot = slot;
        _metrics = metrics;
        _time = time;
        _log = log;
        _models = slot.First;
        _inUse = _seen = Look();
    }

    /// <summary>Watches until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (_options.ReloadInterval == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(_options.ReloadInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                Check();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>One look.</summary>
    internal void Check()
    {
        var now = Look();
        var settled = now == _seen;
        _seen = now;
        if (!settled || now == _inUse)
            return;
        _inUse = now; // also when refused: the same file is not tried again
        if (Load() is not { } models)
        {
            _metrics.OnReload(null);
            return;
        }

        _log.ModelsReplaced(models.Versions.Detector, models.Versions.Emotion, models.Provider.Name);
        _slot.Replace(_models = models);
        _metrics.OnReload(models);
    }

    // Null, with a line, when the ones in use have to stay.
    private InferenceModels? Load()
    {
        try
        {
            var models = _load(_options);
            if (Downgrade(_models.Provider, models.Provider) is not { } reason)
                return models;
            models.Dispose();
            _log.ModelsRefused(reason);
        }
        catch (UserErrorException e)
        {
            _log.ModelsRefused(e.Message);
        }
#pragma warning disable CA1031 // whatever is the matter with a new file, it is no reason to end the work with the old one
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.ModelsRefused($"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
        }

        return null;
    }

    /// <summary>
    /// Why models may not take the place of those in use: auto goes on to the CPU where the GPU takes none beside the old ones (its memory is
    /// full), and then a worker would be many times slower unsaid. Null when they may.
    /// </summary>
    internal static string? Downgrade(in ModelProvider inUse, in ModelProvider found) => found.Name == "cpu" && inUse.Name != "cpu"
        ? $"they would run on the CPU, those in use run on {inUse.Name} ({found.FallbackReason}); restart the worker to load them alone"
        : null;

    private string Look() => $"{Stamp(_models.Detector.Info.Path)} {Stamp(_models.Classifier.Info.Path)}";

    /// <summary>What a file is like: another text when it changed, or when a link on the way to it leads elsewhere.</summary>
    internal static string Stamp(string path)
    {
        try
        {
            // Opened, because FileInfo gives a link's own time and length, which stay when the file behind it is another.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return FormattableString.Invariant($"{File.GetLastWriteTimeUtc(file).Ticks} {RandomAccess.GetLength(file)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "none"; // gone for the moment; when it is back, it is looked at
        }
    }
}
