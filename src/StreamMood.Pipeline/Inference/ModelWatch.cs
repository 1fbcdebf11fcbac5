using Microsoft.Extensions.Logging;
using StreamMood.Contracts;

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
    private InferenceModels _models;
    private string _inUse;
    private string _seen;

    /// <param name="options">Which models, and how often to look.</param>
    /// <param name="slot">Holds the models just loaded: the files as they are now count as those in use.</param>
    /// <param name="metrics">Counts what was tried.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public ModelWatch(InferenceOptions options, ModelSlot slot, InferenceMetrics metrics, TimeProvider time, ILogger log)
    {
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

    private void Check()
    {
        var now = Look();
        var settled = now == _seen;
        _seen = now;
        if (!settled || now == _inUse)
            return;
        _inUse = now; // also when refused: the same file is not tried again
        try
        {
            var models = InferenceModels.Load(_options);
            _log.ModelsReplaced(models.Versions.Detector, models.Versions.Emotion, models.Provider.Name);
            _slot.Replace(_models = models);
            _metrics.OnReload(models);
        }
        catch (UserErrorException e)
        {
            _log.ModelsRefused(e.Message);
            _metrics.OnReload(null);
        }
    }

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
