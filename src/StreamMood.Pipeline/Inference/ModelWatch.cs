using Microsoft.Extensions.Logging;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Looks at the model files now and then. One that changed, and then stayed the same for one more look (it may still be being
/// written), is loaded and run once beside the models at work, and only then takes their place.
/// </summary>
internal sealed class ModelWatch(InferenceOptions options, ModelSlot slot, InferenceMetrics metrics, TimeProvider time, ILogger log)
{
    private InferenceModels _models = slot.First;
    private string _inUse = "";
    private string _seen = "";

    /// <summary>Watches until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (options.ReloadInterval == TimeSpan.Zero)
            return;
        _inUse = _seen = Look();
        using var timer = new PeriodicTimer(options.ReloadInterval, time);
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
            var models = InferenceModels.Load(options);
            log.ModelsReplaced(models.Versions.Detector, models.Versions.Emotion, models.Provider.Name);
            slot.Replace(_models = models);
            metrics.OnReload(models);
        }
        catch (UserErrorException e)
        {
            log.ModelsRefused(e.Message);
            metrics.OnReload(null);
        }
    }

    private string Look() => $"{Stamp(_models.Detector.Info.Path)} {Stamp(_models.Classifier.Info.Path)}";

    private static string Stamp(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return FormattableString.Invariant($"{file.LastWriteTimeUtc.Ticks} {file.Length}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "none"; // gone for the moment; when it is back, it is looked at
        }
    }
}
