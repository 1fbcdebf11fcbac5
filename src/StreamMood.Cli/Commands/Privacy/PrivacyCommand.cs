using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli.Configuration;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Camera;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Cli.Commands.Privacy;

/// <summary><c>streammood privacy report</c>.</summary>
internal static class PrivacyCommand
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public static Command Build(CommandContext context)
    {
        var privacy = new Command("privacy", Verbs.Describe("Tells what is stored of people.", "streammood privacy report --bootstrap kafka-1:9092"));
        var report = new Command("report", Verbs.Describe(
            "Tells from the running system what is stored where and for how long, who may see it, on whose consent each camera is looked at and where each "
            + "zone lies, each with a verdict; exit code 1 when something must be mended.",
            "streammood privacy report --bootstrap kafka-1:9092 --config streammood.json",
            "streammood privacy report --bootstrap kafka-1:9092 --cameras cameras.json --json"));
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        report.Options.Add(json);
        var loader = SettingsLoader.For(report, CommonOptions.Bootstrap(), CommonOptions.ClientFile(), CameraSettingOptions.File());
        report.SetAction(async (parse, cancellationToken) =>
        {
            var settings = loader.Load(parse, context.Environment, new StreamMoodSettings());
            var clients = new KafkaClients(settings.Kafka, NullLoggerFactory.Instance, context.Time);
            var rights = AccessRights.OfLooking(TopicSpec.All.Select(t => t.Name), settings: true)
                .Concat(clients.RightsToCopy([TopicNames.Cameras, TopicNames.Control], [])).ToList();
            await BrokerProbe.CheckAsync(clients, [], rights: rights, cancellationToken: cancellationToken);
            var found = await FindAsync(settings, clients, context.Time.GetUtcNow(), cancellationToken);
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(found, PrivacyJson.Default.PrivacyReport));
            else
                PrivacyText.Print(found, context.Terminal);
            return found.Verdict == PrivacyVerdict.Bad ? ExitCode.Partial : ExitCode.Ok;
        });
        privacy.Subcommands.Add(report);
        return privacy;
    }

    private static async Task<PrivacyReport> FindAsync(StreamMoodSettings settings, KafkaClients clients, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = settings.Privacy.MaxFrameRetention;
        var recorded = settings.Camera is { File: null, Count: 0, Sources.Count: 0 } ? [] : CameraPlan.Read(settings.Camera);
        var states = await TopicAdmin.ListAsync(clients, [.. TopicSpec.All.Select(t => t.Name)], cancellationToken);
        var topics = TopicSpec.All.Zip(states, (wanted, state) => PrivacyJudge.Topic(wanted, state, limit, clients.Bootstrap)).ToList();
        var (readers, denies, everyone) = await ReadersAsync(clients);
        var protocol = clients.DescribeSettings().GetValueOrDefault("security.protocol", "plaintext");
        var reports = Newest(clients, states, TopicNames.Cameras, b => EventJson.ReadCamera(b));
        var decisions = Newest(clients, states, TopicNames.Control, b => EventJson.ReadControl(b));
        var cameras = reports.Keys.Concat(recorded.Select(r => r.Id)).Distinct().Order(StringComparer.Ordinal).Select(camera => PrivacyJudge.Camera(
            camera, reports.GetValueOrDefault(camera), recorded.FirstOrDefault(r => r.Id == camera)?.Consent, decisions.GetValueOrDefault(camera), now)).ToList();
        var zones = settings.Recommender.Members().OrderBy(z => z.Key, StringComparer.Ordinal)
            .Select(z => new ZoneState(z.Key, settings.Recommender.SettingOf(z.Key)!, z.Value, PrivacyVerdict.Ok)).ToList();
        return new PrivacyReport(
            now, clients.Bootstrap, limit.TotalSeconds, topics, PrivacyJudge.Elsewhere, PrivacyJudge.Access(protocol, clients.Bootstrap, readers, denies, everyone), cameras, zones);
    }

    // Null where Kafka does not tell, which is also what it answers to those who may not ask.
    private static async Task<(IReadOnlyList<string>? Readers, bool? Denies, bool Everyone)> ReadersAsync(KafkaClients clients)
    {
        var frames = new AclBindingFilter
        {
            PatternFilter = new ResourcePatternFilter { Type = ResourceType.Topic, Name = TopicNames.Frames, ResourcePatternType = ResourcePatternType.Match },
            EntryFilter = new AccessControlEntryFilter { Operation = AclOperation.Any, PermissionType = AclPermissionType.Allow },
        };
        try
        {
            using var admin = clients.Admin();
            var result = await admin.DescribeAclsAsync(frames, new DescribeAclsOptions { RequestTimeout = Wait });
            // The client gives an empty list also where Kafka answered that it has no authorizer, or that we may not ask.
            if (result.AclBindings.Count == 0)
                return await WithoutAclsAsync(admin);
            return ([.. result.AclBindings.Where(a => a.Entry.Operation is AclOperation.Read or AclOperation.All).Select(a => a.Entry.Principal).Distinct().Order(StringComparer.Ordinal)], true, false);
        }
        catch (DescribeAclsException e)
        {
            return (null, Denies(e.Result.Error.Code), false);
        }
        catch (KafkaException e)
        {
            return (null, Denies(e.Error.Code), false);
        }
    }

    private static async Task<(IReadOnlyList<string>? Readers, bool? Denies, bool Everyone)> WithoutAclsAsync(IAdminClient admin)
    {
        var broker = new ConfigResource { Type = ResourceType.Broker, Name = $"{admin.GetMetadata(Wait).Brokers[0].BrokerId}" };
        bool? denies;
        var everyone = false;
        try
        {
            var settings = await admin.DescribeConfigsAsync([broker], new DescribeConfigsOptions { RequestTimeout = Wait });
            // Kafka does not know the authorizer's own settings and hides their values, but not that they are there.
            everyone = settings[0].Entries.GetValueOrDefault(PrivacyJudge.EveryoneSetting) is { Value: not "false" };
            denies = settings[0].Entries.GetValueOrDefault("authorizer.class.name") is { } authorizer ? !string.IsNullOrEmpty(authorizer.Value) : null;
        }
        catch (DescribeConfigsException e)
        {
            denies = Denies(e.Results[0].Error.Code);
        }

        var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { IncludeAuthorizedOperations = true, RequestTimeout = Wait });
        var told = cluster.AuthorizedOperations is { } granted && (granted.Contains(AclOperation.Describe) || granted.Contains(AclOperation.All));
        return (denies is true && told && !everyone ? [] : null, denies, denies is true && told && everyone);
    }

    private static bool? Denies(ErrorCode code) => code switch
    {
        ErrorCode.SecurityDisabled => false,
        ErrorCode.ClusterAuthorizationFailed => true,
        _ => null,
    };

    private static Dictionary<string, T> Newest<T>(KafkaClients clients, IReadOnlyList<TopicState> states, string topic, Func<byte[], T> read)
    {
        var newest = new Dictionary<string, T>(StringComparer.Ordinal);
        if (!states.Any(s => s.Name == topic && s.Exists))
            return newest;
        foreach (var (key, value) in NewestRecords.Read(clients, topic))
            try
            {
                newest[key] = read(value);
            }
            catch (JsonException)
            {
                // Somebody else wrote to the topic.
            }

        return newest;
    }
}
