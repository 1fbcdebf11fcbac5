using System.Diagnostics.Metrics;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Telemetry;

namespace StreamMood.Pipeline.Inference;

/// <summary>The worker's instruments by camera.</summary>
internal static class InferenceCameraMetrics
{
    private static readonly KeyValuePair<string, object?>[] Labels =
        [.. Enum.GetValues<Emotion>().Select(e => new KeyValuePair<string, object?>("emotion", e.Label()))];

    public static void Register(Meter meter, Func<IEnumerable<CameraTotals>> cameras)
    {
        Count("frames", "{frame}", "Frames of a camera with an acknowledged emotion event", c => c.Frames);
        Count("faces", "{face}", "Faces read of a camera", c => c.Faces);
        Count("frames.with_faces", "{frame}", "Frames of a camera with at least one face", c => c.FramesWithFaces);
        Count("frames.dead", "{frame}", "Frames of a camera sent to dead letters", c => c.DeadLetters);
        meter.CreateObservableCounter("streammood.inference.camera.frames.skipped", Skipped, "{frame}", "Frames of a camera left out by policy");
        meter.CreateObservableCounter("streammood.inference.camera.expressions", Expressions, "{face}", "Faces of a camera by their most probable expression");
        Value("age", "s", "Capture to acknowledged emotion event, of the last frame", c => c.HasAge ? c.LastAge.TotalSeconds : double.NaN);
        Value("confidence", "1", "Probability of the most probable expression, mean over the last hundred faces or so", c => c.Confidence);
        Value("brightness", "1", "Mean luma of the last picture", c => c.Brightness);
        meter.CreateObservableGauge("streammood.inference.camera.drift", Drift, "1", "How far the present is from the baseline, Jensen-Shannon divergence: 0 the same, 1 nothing in common");

        void Count(string name, string unit, string description, Func<CameraTotals, long> read) =>
            meter.CreateObservableCounter("streammood.inference.camera." + name, () => CameraSeries.Count(cameras(), read), unit, description);

        void Value(string name, string unit, string description, Func<CameraTotals, double> read) =>
            meter.CreateObservableGauge("streammood.inference.camera." + name, () => CameraSeries.Value(cameras(), read), unit, description);

        IEnumerable<Measurement<long>> Skipped() =>
            CameraSeries.Count(cameras(), c => c.SkippedForAge, new(StreamMoodMeter.Reason, InferenceMetrics.Age))
                .Concat(CameraSeries.Count(cameras(), c => c.SkippedForOverload, new(StreamMoodMeter.Reason, InferenceMetrics.Overload)))
                .Concat(CameraSeries.Count(cameras(), c => c.SkippedForConsent, new(StreamMoodMeter.Reason, InferenceMetrics.Consent)));

        IEnumerable<Measurement<long>> Expressions() =>
            Labels.SelectMany((label, i) => CameraSeries.Count(cameras(), c => c.Expression((Emotion)i), label));

        IEnumerable<Measurement<double>> Drift() =>
            CameraSeries.Value(cameras(), c => c.ExpressionDrift, new("of", "expressions"))
                .Concat(CameraSeries.Value(cameras(), c => c.ConfidenceDrift, new("of", "confidence")))
                .Concat(CameraSeries.Value(cameras(), c => c.FacesDrift, new("of", "faces")));
    }
}
