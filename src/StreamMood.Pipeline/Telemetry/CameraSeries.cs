using System.Diagnostics.Metrics;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>Something counted by camera.</summary>
internal interface ICameraSeries
{
    /// <summary>The camera's label: its id, or <see cref="CameraSeries.Other"/> when too many cameras came before it.</summary>
    KeyValuePair<string, object?> Label { get; }
}

/// <summary>Series of the metric system by camera, with an end to how many there are.</summary>
internal static class CameraSeries
{
    /// <summary>Label of all cameras beyond the limit together.</summary>
    public const string Other = "other";

    /// <summary>The label of the camera that was the <paramref name="number"/>th to be seen.</summary>
    public static KeyValuePair<string, object?> LabelOf(string camera, int number, int limit) =>
        new(StreamMoodMeter.Camera, number <= limit ? camera : Other);

    /// <summary>A count by camera; those without a label of their own are added up.</summary>
    public static IEnumerable<Measurement<long>> Count<T>(IEnumerable<T> cameras, Func<T, long> read, KeyValuePair<string, object?>? further = null)
        where T : ICameraSeries
    {
        var (other, any) = (0L, false);
        foreach (var camera in cameras)
        {
            if (ReferenceEquals(camera.Label.Value, Other))
                (other, any) = (other + read(camera), true);
            else
                yield return Of(read(camera), camera.Label, further);
        }

        if (any)
            yield return Of(other, new(StreamMoodMeter.Camera, Other), further);
    }

    /// <summary>A value by camera; a sum of values says nothing, so cameras without a label of their own have none. NaN is left out.</summary>
    public static IEnumerable<Measurement<double>> Value<T>(IEnumerable<T> cameras, Func<T, double> read, KeyValuePair<string, object?>? further = null)
        where T : ICameraSeries
    {
        foreach (var camera in cameras)
            if (!ReferenceEquals(camera.Label.Value, Other) && read(camera) is var value && !double.IsNaN(value))
                yield return Of(value, camera.Label, further);
    }

    private static Measurement<TValue> Of<TValue>(TValue value, KeyValuePair<string, object?> label, KeyValuePair<string, object?>? further)
        where TValue : struct => further is { } second ? new Measurement<TValue>(value, label, second) : new Measurement<TValue>(value, label);
}
