using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using StreamMood.Cli.Commands.Demo;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Emotions;
using StreamMood.Vision.Imaging;
using StreamMood.Vision.Models;
using StreamMood.Vision.Synthesis;

namespace StreamMood.Cli.Commands.Doctor;

/// <summary>What <c>doctor</c> looks at, in the order it shows.</summary>
internal static class Checks
{
    private const string SetupAgain = "run infra/setup";

    /// <summary>Everything on this machine that does not need a broker.</summary>
    public static IEnumerable<Finding> Machine(InferenceOptions inference)
    {
        yield return new Finding("streammood", Verdict.Ok, $"{Version()} on .NET {Environment.Version}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores");
        yield return Finding.Of("librdkafka", SetupAgain, () => Confluent.Kafka.Library.VersionString);
        yield return Finding.Of("libjpeg-turbo", "install libturbojpeg (Debian: apt-get install libturbojpeg0)", Jpeg);
        yield return Finding.Of("ffmpeg", "install ffmpeg (Debian: apt-get install ffmpeg); needed for videos", Ffmpeg);
        yield return Setpriv(Environment.GetEnvironmentVariable("PATH"));
        yield return Finding.Of("ONNX Runtime", SetupAgain, () => OrtEnv.Instance().GetVersionString());
        foreach (var model in ModelFiles.Bundled)
            yield return Model(model);
        yield return Provider(inference);
    }

    /// <summary>The broker, when one is named.</summary>
    public static async Task<Finding> BrokerAsync(KafkaOptions kafka, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!DemoBroker.IsNamed(kafka))
            return new Finding("broker", Verdict.Ok, "none named; the demo brings its own");
        try
        {
            var clients = new KafkaClients(kafka, NullLoggerFactory.Instance, time);
            string[] topics = [.. TopicSpec.All.Select(t => t.Name)];
            await BrokerProbe.CheckAsync(clients, topics, rights: AccessRights.OfLooking(topics, settings: false), cancellationToken: cancellationToken);
            return new Finding("broker", Verdict.Ok, $"{clients.Bootstrap} answers and has all {TopicSpec.All.Count} topics{Settings(clients)}");
        }
        catch (Exception e) when (e is UserErrorException or FatalBrokerException)
        {
            return Broken("broker", e.Message, "correct the Kafka settings that it names");
        }
    }

    /// <summary>Whether ffmpegs are bound to the life of whoever started them; where they are not, nothing else would say so.</summary>
    internal static Finding Setpriv(string? path) =>
        (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, "setpriv")))
            ? new Finding("setpriv", Verdict.Ok, "there: ffmpeg ends with its agent, also when that is killed")
            : new Finding(
                "setpriv", Verdict.Warning, "not on the PATH: where an agent is killed, the ffmpeg of a camera that is silent lives on",
                "install setpriv (Debian: apt-get install util-linux)");

    // Our messages end in what to do.
    private static Finding Broken(string check, string message, string otherwise) =>
        message.LastIndexOf("; ", StringComparison.Ordinal) is >= 0 and var at
            ? new Finding(check, Verdict.Broken, message[..at], message[(at + 2)..])
            : new Finding(check, Verdict.Broken, message, otherwise);

    private static string Settings(KafkaClients clients) => clients.DescribeSettings() is { Count: > 0 } given
        ? $"; with {string.Join(", ", given.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"))}"
        : "";

    private static string Version() =>
        typeof(Checks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Jpeg()
    {
        using var encoder = new JpegEncoder();
        var bytes = encoder.EncodeGray(new byte[16 * 16], 16, 16, 16, 80).Length;
        return string.Create(CultureInfo.InvariantCulture, $"encodes a picture into {bytes} bytes");
    }

    private static string Ffmpeg()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", "-hide_banner -version") { RedirectStandardOutput = true })!;
            var line = process.StandardOutput.ReadLine() ?? "no answer";
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return line.Split(" Copyright")[0];
        }
        catch (Win32Exception)
        {
            throw new FileNotFoundException("ffmpeg is not on the PATH");
        }
    }

    private static Finding Model(string model)
    {
        const string Restore = "restore the file from the repository and run infra/setup";
        string? sha256 = null;
        var finding = Finding.Of($"model {model}", Restore, () =>
        {
            var info = Load(model);
            sha256 = info.Sha256;
            return string.Create(CultureInfo.InvariantCulture, $"{info.Version}, {info.Bytes / 1024} KiB, sha256 {info.Sha256}");
        });
        if (finding.Verdict != Verdict.Ok || ModelFiles.ReleasedSha256(model) is not { } released)
            return finding;
        return sha256 == released
            ? finding with { Found = finding.Found + " as released" }
            : finding with { Verdict = Verdict.Warning, Found = $"{finding.Found}, but released was {released}", Mend = Restore };
    }

    private static ModelInfo Load(string model)
    {
        var options = new ModelSessionOptions { Provider = "cpu" };
        using IDisposable loaded = model.Contains("detector", StringComparison.Ordinal) ? FaceDetector.Load(model, options)
            : model.Contains("generator", StringComparison.Ordinal) ? FaceGenerator.Load(model, options)
            : EmotionClassifier.Load(model, options);
        return loaded switch
        {
            FaceDetector d => d.Info,
            FaceGenerator g => g.Info,
            EmotionClassifier e => e.Info,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>What the models run on, and whether the machine has better.</summary>
    internal static Finding Provider(in ModelProvider provider, string model, bool isGpuUnused)
    {
        var found = $"{provider.Name} with {model}{(provider.FallbackReason is { } reason ? $"; tried and not in use: {reason.Split('\n')[0]}" : "")}";
        return isGpuUnused
            ? new Finding("provider", Verdict.Warning, $"{found}; yet this machine has a GPU", "mend CUDA (infra/README.md), or set inference.session.provider to cpu")
            : new Finding("provider", Verdict.Ok, found);
    }

    private static Finding Provider(InferenceOptions inference)
    {
        try
        {
            using var classifier = EmotionClassifier.Load(inference.Emotion, inference.Session);
            return Provider(classifier.Provider, classifier.Info.Name, classifier.Provider.IsGpuUnused);
        }
        catch (UserErrorException e)
        {
            return Broken("provider", e.Message, "name another model with inference.emotion");
        }
    }
}
