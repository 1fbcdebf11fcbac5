using System.Diagnostics;
using StreamMood.Contracts;
using StreamMood.Vision;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;

namespace StreamMood.Lab.Benchmarks;

/// <summary>
/// What each stage costs at least, in core-seconds a frame: the JPEG decoder alone, the detector's ONNX session alone, the
/// classifier's alone on full batches. Measured as processor time while every core does the same, so that other work on the machine
/// does not count and shared caches and boost clocks do.
/// </summary>
/// <param name="Decode">Core-seconds a frame for decoding.</param>
/// <param name="Detect">Core-seconds a frame in the detector's session.</param>
/// <param name="Emotion">Core-seconds a frame in the classifier's session, for <paramref name="FacesPerFrame"/> faces.</param>
/// <param name="FacesPerFrame">Faces that the detector finds, on average.</param>
public sealed record StageCosts(double Decode, double Detect, double Emotion, double FacesPerFrame)
{
    // More gains nothing on a CPU, see the batches of bench vision.
    private const int Batch = 16;

    /// <summary>Core-seconds a frame of all three.</summary>
    public double Sum => Decode + Detect + Emotion;

    /// <summary>Measures on all cores.</summary>
    /// <param name="pictures">What is decoded and looked at.</param>
    /// <param name="detectorName">The detector.</param>
    /// <param name="emotionName">The classifier.</param>
    /// <param name="vision">How frames are looked at.</param>
    /// <param name="time">How long each stage is measured.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserErrorException">When a model cannot be used.</exception>
    public static StageCosts Measure(
        IReadOnlyList<byte[]> pictures, string detectorName, string emotionName, VisionOptions vision, TimeSpan time,
        CancellationToken cancellationToken)
    {
        var session = new ModelSessionOptions { Provider = "cpu", IntraOpThreads = 1 };
        using var detector = FaceDetector.Load(detectorName, session);
        using var classifier = EmotionClassifier.Load(emotionName, session);
        using var finder = FaceFinder.Create(detector, classifier, vision);
        var found = new FoundFaces();
        var faces = pictures.Average(p =>
        {
            finder.Find(p, found);
            return found.Count;
        });
        var decode = Cost(time, () => Decoder(detector, vision, pictures), cancellationToken);
        var detect = Cost(time, () => Detector(detector, vision, pictures[0]), cancellationToken);
        var batch = Cost(time, () => Classifier(classifier), cancellationToken);
        return new StageCosts(decode, detect, batch / Batch * faces, faces);
    }

    private static (Action Work, IDisposable[] Owned) Decoder(FaceDetector detector, VisionOptions vision, IReadOnlyList<byte[]> pictures)
    {
        var (decoder, pass, picture, i) = (new JpegDecoder(vision.Limits), new DetectorPass(detector, vision), new Picture(), 0);
        return (() => decoder.Decode(pictures[i++ % pictures.Count], detector.Channels, 2 * pass.LongSide, picture), [decoder, pass]);
    }

    private static (Action Work, IDisposable[] Owned) Detector(FaceDetector detector, VisionOptions vision, byte[] jpeg)
    {
        var (decoder, pass, picture) = (new JpegDecoder(vision.Limits), new DetectorPass(detector, vision), new Picture());
        decoder.Decode(jpeg, detector.Channels, 2 * pass.LongSide, picture);
        var tensors = pass.Prepare(picture, Letterbox.Fit(picture.Width, picture.Height, vision.DetectorSize, detector.Shape));
        return (tensors.Run, [decoder, pass]);
    }

    private static (Action Work, IDisposable[] Owned) Classifier(EmotionClassifier classifier)
    {
        var tensors = classifier.Rent();
        for (var i = 0; i < tensors.Faces.Length; i++)
            tensors.Faces[i] = (i * 37 % 255 - 127) / 128f;
        return (() => tensors.Run(Batch), [new Returned(() => classifier.Return(tensors))]);
    }

    // Processor time of the whole process over the number of calls; nothing else runs in it meanwhile.
    private static double Cost(TimeSpan time, Func<(Action Work, IDisposable[] Owned)> make, CancellationToken cancellationToken)
    {
        var threads = Environment.ProcessorCount;
        var made = Enumerable.Range(0, threads).Select(_ => make()).ToArray();
        try
        {
            Run(time / 3);
            var before = Environment.CpuUsage.TotalTime;
            var calls = Run(time);
            return (Environment.CpuUsage.TotalTime - before).TotalSeconds / calls;
        }
        finally
        {
            foreach (var owned in made.SelectMany(m => m.Owned))
                owned.Dispose();
        }

        long Run(TimeSpan limit)
        {
            long calls = 0;
            var start = Stopwatch.GetTimestamp();
            var running = Array.ConvertAll(made, m => new Thread(() =>
            {
                long own = 0;
                for (; Stopwatch.GetElapsedTime(start) < limit && !cancellationToken.IsCancellationRequested; own++)
                    m.Work();
                Interlocked.Add(ref calls, own);
            }));
            Array.ForEach(running, t => t.Start());
            Array.ForEach(running, t => t.Join());
            cancellationToken.ThrowIfCancellationRequested();
            return Math.Max(1, calls);
        }
    }

    private sealed class Returned(Action give) : IDisposable
    {
        public void Dispose() => give();
    }
}
