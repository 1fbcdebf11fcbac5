namespace StreamMood.Pipeline.Sink;

/// <summary>Where a sink brings its events. Called for one camera or zone at a time, for several of them at once.</summary>
public interface ISinkTarget
{
    /// <summary>Brings one event there.</summary>
    /// <param name="e">The event.</param>
    /// <param name="retried">Called with the reason before each further attempt.</param>
    /// <param name="stop">Ends waits: the event is then still to do.</param>
    /// <param name="abort">Ends what is under way.</param>
    Task<WebhookOutcome> DeliverAsync(SinkEvent e, Action<string> retried, CancellationToken stop, CancellationToken abort);
}
