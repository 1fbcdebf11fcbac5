using System.Diagnostics.CodeAnalysis;
using StreamMood.Contracts.Events;

namespace StreamMood.Contracts.Reading;

/// <summary>A frame's envelope; its JPEG is the message's value, which the reader does not copy.</summary>
/// <param name="Id">Camera, epoch and sequence.</param>
/// <param name="CapturedAt">Capture time, UTC.</param>
public sealed record FrameEvent(FrameId Id, DateTimeOffset CapturedAt);

/// <summary>What became of a message: an event, or the reason why there is none.</summary>
public readonly record struct EventReading
{
    private EventReading(object? value, string id, DateTimeOffset time, ReadProblem problem, string detail) =>
        (Event, Id, Time, Problem, Detail) = (value, id, time, problem, detail);

    /// <summary>
    /// The event: a <see cref="FrameEvent"/>, <see cref="EmotionEvent"/>, <see cref="RecommendationEvent"/>, <see cref="DeadLetter"/>,
    /// <see cref="CameraReport"/> or <see cref="ControlRecord"/>; null when there is a <see cref="Problem"/>.
    /// </summary>
    public object? Event { get; }

    /// <summary><c>ce_id</c>, by which whatever comes twice is told; empty when there is no event.</summary>
    public string Id { get; }

    /// <summary><c>ce_time</c>, UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Why there is no event.</summary>
    public ReadProblem Problem { get; }

    /// <summary>One line about the problem; quotes nothing from the message. Empty when there is none.</summary>
    public string Detail { get; }

    /// <summary>Whether there is an event.</summary>
    public bool Ok => Problem == ReadProblem.None;

    /// <summary>The event, when it is one of this kind.</summary>
    public bool TryGet<T>([NotNullWhen(true)] out T? value)
        where T : class => (value = Event as T) is not null;

    internal static EventReading Of(object value, string id, DateTimeOffset time) => new(value, id, time, ReadProblem.None, "");

    internal static EventReading Not(ReadProblem problem, string detail) => new(null, "", default, problem, detail);
}
