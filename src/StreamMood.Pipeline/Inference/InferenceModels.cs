using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Models;

namespace StreamMood.Pipeline.Inference;

/// <summary>The models of a worker, shared by its lanes.</summary>
internal sealed class InferenceModels : IDisposable
{
    // From the slowest.
    private static readonly string[] Providers = ["cpu", "cuda", "tensorrt"];

    private InferenceModels(FaceDetector detector, EmotionClassifier classifier)
    {
        Detector = detector;
        Classifier = classifier;
        Versions = new ModelVersions(detector.Info.Id, classifier.Info.Id);
    }

    public FaceDetector Detector { get; }

    public EmotionClassifier Classifier { get; }

    public ModelVersions Versions { get; }

    /// <summary>Where they run; the slower one speaks for both.</summary>
    public ModelProvider Provider => Slower(Detector.Provider, Classifier.Provider);

    /// <summary>Opens both models and runs each once.</summary>
    /// <exception cref="UserErrorException">When a file is none, not understood, or the provider does not work.</exception>
    public static InferenceModels Load(InferenceOptions options)
    {
        var detector = FaceDetector.Load(options.Detector, options.Session);
        try
        {
            return new InferenceModels(detector, EmotionClassifier.Load(options.Emotion, options.Session, options.MaxBatch));
        }
        catch
        {
            detector.Dispose();
            throw;
        }
    }

    internal static ModelProvider Slower(ModelProvider detector, ModelProvider classifier) =>
        Array.IndexOf(Providers, detector.Name) < Array.IndexOf(Providers, classifier.Name) ? detector : classifier;

    public void Dispose()
    {
        Classifier.Dispose();
        Detector.Dispose();
    }
}
