using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Replay;

/// <summary><c>streammood replay compare</c>: a range of frames through the models in use and others.</summary>
internal static class ReplayCompareCommand
{
    private static readonly IReadOnlyList<string> Topics = [TopicNames.Frames, TopicNames.Control];

    public static Command Build(CommandContext context)
    {
        var compare = new Command("compare", Verbs.Describe(
            "Runs the frames of a stretch of time through the models in use and through others, and tells how the results differ. Nothing is published, "
            + "and frames that the worker may not look at, for want of consent, are left alone.",
            "streammood replay compare --bootstrap kafka-1:9092 --from 5min --model new.onnx --json"));
        var model = new Option<string?>("--model") { HelpName = "NAME|FILE", Description = "The other emotion classifier. Default the one in use." };
        var detector = new Option<string?>("--other-detector") { HelpName = "NAME|FILE", Description = "The other face detector. Default the one in use." };
        var limit = new Option<long?>("--limit") { HelpName = "N", Description = "At most so many frames. Default all." }.Within(1, 1e9);
        var json = new Option<bool>("--json") { Description = "The result as a line of JSON." };
        foreach (var option in (Option[])[model, detector, limit, json])
            compare.Options.Add(option);
        var range = TimeRange.For(compare);
        var loader = SettingsLoader.For(
            compare, CommonOptions.Bootstrap(), CommonOptions.ClientFile(), InferenceSettingOptions.Provider(), InferenceSettingOptions.Detector(),
            InferenceSettingOptions.Emotion(), InferenceSettingOptions.DetectorSize());
        compare.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var (from, to) = range.Read(parse, context.Time);
            if (parse.GetValue(model) is null && parse.GetValue(detector) is null)
                throw new UserErrorException("neither --model nor --other-detector is given; name the model to compare with");
            var inference = settings.Inference;
            using var first = new FrameReader(inference.Detector, inference.Emotion, inference.Session, inference.Vision);
            using var second = new FrameReader(
                parse.GetValue(detector) ?? inference.Detector, parse.GetValue(model) ?? inference.Emotion, inference.Session, inference.Vision);
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            await BrokerProbe.CheckAsync(clients, Topics, rights: clients.RightsToCopy(Topics, []), cancellationToken: cancellationToken);
            var report = await Task.Run(
                () => Run(clients, context, first, second, from, to, parse.GetValue(limit) ?? long.MaxValue, cancellationToken), CancellationToken.None);
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(report, ReplayJson.Default.ComparisonReport));
            else
                Print(context.Terminal, report);
            return report.Frames > 0 ? ExitCode.Ok : ExitCode.Partial;
        });
        return compare;
    }

    private static ComparisonReport Run(
        KafkaClients clients, CommandContext context, FrameReader first, FrameReader second, DateTimeOffset? from, DateTimeOffset? to, long limit,
        CancellationToken cancellationToken)
    {
        var revoked = Revoked(clients);
        using var reader = new TopicRange(clients);
        var ranges = reader.Find(TopicNames.Frames, from, to);
        var comparison = new ModelComparison(first.Name, second.Name);
        var done = 0L;
        return ReplayBar.Show(context.Terminal, "frames", Math.Min(limit, ranges.Sum(r => r.End - r.Begin)), progress =>
        {
            foreach (var stored in reader.Read(ranges, cancellationToken))
            {
                Compare(stored);
                progress(++done);
                if (done >= limit)
                    break;
            }

            return comparison.Report();
        });

        // As the worker: what does not say whose picture it is, and on what basis, is not looked at.
        void Compare(StoredMessage stored)
        {
            var key = stored.Message.Key is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
            var jpeg = stored.Message.Value ?? [];
            if (!ReadHeaders.TryReadFrame(stored.Message.Headers, key, out var headers, out var id, out _))
                comparison.AddUnreadable();
            else if (!headers.HasConsent || revoked.Forbids(id.Camera, headers.Time, context.Time))
                comparison.AddWithoutConsent();
            else if (first.Read(jpeg) is { } a && second.Read(jpeg) is { } b)
                comparison.Add(headers.Id, a, b);
            else
                comparison.AddUnreadable();
        }
    }

    /// <summary>Whose consent was revoked by now; a decision that cannot be read revokes nothing, as for the worker.</summary>
    private static RevokedConsent Revoked(KafkaClients clients)
    {
        var revoked = new RevokedConsent();
        foreach (var (key, value) in NewestRecords.Read(clients, TopicNames.Control))
            try
            {
                revoked.Take(key, EventJson.ReadControl(value));
            }
            catch (JsonException)
            {
                // Somebody else's message.
            }

        return revoked;
    }

    private static void Print(Terminal terminal, ComparisonReport report)
    {
        terminal.Out.WriteLine($"first   {report.First}");
        terminal.Out.WriteLine($"second  {report.Second}");
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Frames} frames ({report.Unreadable} unreadable, {report.WithoutConsent} without consent), {report.Faces} faces in common, {report.OnlyFirst} only first, {report.OnlySecond} only second"));
        if (report.Agreement is null)
            return;
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"agreement {report.Agreement:P1}, mean difference of a probability {report.MeanProbabilityDifference:0.0000}"));
        var labels = Emotions.Labels.Where(l => report.Confusion.ContainsKey(l) || report.Confusion.Values.Any(r => r.ContainsKey(l))).ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumn("first \\ second");
        foreach (var label in labels)
            table.AddColumn(new TableColumn(label).RightAligned());
        foreach (var row in labels)
            table.AddRow([row, .. labels.Select(c => report.Confusion.GetValueOrDefault(row)?.GetValueOrDefault(c).ToString(CultureInfo.InvariantCulture) ?? "0")]);
        terminal.Console.Write(table);
        if (report.Examples.Count > 0)
            terminal.Out.WriteLine($"they differ most certainly in {string.Join(", ", report.Examples)}");
    }
}
