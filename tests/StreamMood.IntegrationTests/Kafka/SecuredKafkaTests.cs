using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Cli;
using StreamMood.Contracts;
using StreamMood.Contracts.Topics;
using StreamMood.IntegrationTests.Fixtures;
using StreamMood.Pipeline.Kafka;
using StreamMood.Pipeline.Recommender;
using StreamMood.Tests.Cli;
using StreamMood.Tests.Mood;
using StreamMood.Tests.Pipeline;

namespace StreamMood.IntegrationTests.Kafka;

/// <summary>TLS, SCRAM, certificates and rights against a real Kafka, when one is at hand.</summary>
public sealed class SecuredKafkaTests(SecuredKafka kafka) : IClassFixture<SecuredKafka>
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Roles => ["camera", "infer", "recommend", "watch", "web", "control", "sink", "replay"];

    [SkippableFact]
    public async Task RightPassword_TopicsAndRoundTrip_Work()
    {
        kafka.Require();
        var clients = kafka.Clients("admin");
        using (var producer = clients.EventProducer())
            await producer.ProduceAsync(TopicNames.Control, new Message<string, byte[]> { Key = "round-trip", Value = [1, 2] });

        using var consumer = clients.EventConsumer("test").Build();
        consumer.Subscribe(TopicNames.Control);
        ConsumeResult<string, byte[]>? result = null;
        await Poll.Until(() => (result = consumer.Consume(TimeSpan.FromMilliseconds(200)))?.Message.Key == "round-trip", "the message comes back");
        Assert.Equal([1, 2], result!.Message.Value);
        consumer.Close();
    }

    [SkippableFact]
    public async Task TopicsRole_CreateAndCheck_FindNothingWrong()
    {
        kafka.Require();
        var clients = kafka.Clients("topics");

        Assert.Empty(await TopicAdmin.CreateAsync(clients, TopicSpec.All));
        Assert.All(await TopicAdmin.CheckAsync(clients, TopicSpec.All), t => Assert.Empty(t.Findings));
        var other = TopicSpec.All[0] with { Name = "other" };
        var error = await Assert.ThrowsAsync<FatalBrokerException>(() => TopicAdmin.CreateAsync(clients, [other]));
        Assert.Contains("User:topics lacks CREATE on topic other", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Verbs_UserWithoutRights_NameThem()
    {
        kafka.Require();
        var list = await RunAsync(SecuredKafka.Stranger, "control", "list");
        Assert.Equal(ExitCode.Broker, list.ExitCode);
        Assert.Contains($"refused for good: User:stranger lacks READ on topic {TopicNames.Control}", Assert.Single(list.ErrorLines), StringComparison.Ordinal);
        var revoke = await RunAsync("watch", "control", "revoke", "hall");
        Assert.Equal(ExitCode.Broker, revoke.ExitCode);
        Assert.Contains($"WRITE on topic {TopicNames.Control}", Assert.Single(revoke.ErrorLines), StringComparison.Ordinal);
        var doctor = await RunAsync(SecuredKafka.Stranger, "doctor", "--json");
        Assert.Contains("refused for good: User:stranger lacks DESCRIBE on topic", doctor.Out, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task PrivacyReport_RightsAskedFor_NamesReadersOnlyToThoseWhoMayAsk()
    {
        kafka.Require();
        foreach (var (user, told) in ((string, bool)[])[("admin", true), ("privacy", false)])
        {
            var call = await RunAsync(user, "privacy", "report", "--json");
            Assert.Empty(call.ErrorLines);
            var access = JsonDocument.Parse(call.Out).RootElement.GetProperty("access");
            Assert.Equal("asked for", access.GetProperty("rights").GetString());
            Assert.Equal(told, access.TryGetProperty("mayReadPictures", out var readers));
            if (told)
                Assert.Contains("User:infer", readers.EnumerateArray().Select(r => r.GetString()));
        }
    }

    private Task<Call> RunAsync(string user, params string[] verb) => Call.RunAsync([.. verb, "--bootstrap", kafka.Bootstrap, "--client-file", kafka.ClientFile(user)]);

    [SkippableFact]
    public async Task WrongPassword_IsFatalWithOneLineThatKeepsTheSecret()
    {
        kafka.Require();
        var log = new KeptLog();
        var options = kafka.Options("admin", "wrong-hush");
        options.Client["debug"] = "all";

        var error = await Assert.ThrowsAsync<FatalBrokerException>(() => BrokerProbe.CheckAsync(new KafkaClients(options, log), [], Wait));

        Assert.Contains("User:admin is not let in", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.NotEmpty(log.Lines);
        Assert.All(log.Lines.Append(error.Message), line => Assert.DoesNotContain("wrong-hush", line, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [MemberData(nameof(Roles))]
    public async Task Role_WithItsRights_PassesTheCheckAndWorks(string role)
    {
        kafka.Require();
        var clients = kafka.Clients(role);

        await BrokerProbe.CheckAsync(clients, [], Wait, RightsOf(role));

        foreach (var right in RightsOf(role))
            Assert.Equal(ErrorCode.NoError, await TryAsync(role, right));
    }

    [SkippableTheory]
    [MemberData(nameof(Roles))]
    public async Task Role_AnythingElse_IsRefused(string role)
    {
        kafka.Require();
        var granted = RightsOf(role);
        var others = TopicSpec.All.SelectMany(t => (AccessRight[])[new(ResourceType.Topic, t.Name, AclOperation.Read), new(ResourceType.Topic, t.Name, AclOperation.Write)])
            .Except(granted);

        Assert.All(
            await Task.WhenAll(others.Select(async r => (Right: r, Code: await TryAsync(role, r)))),
            tried => Assert.Equal((tried.Right, ErrorCode.TopicAuthorizationFailed), tried));
        var group = new AccessRight(ResourceType.Group, "streammood.other", AclOperation.Read);
        var error = await Assert.ThrowsAsync<FatalBrokerException>(() => AccessCheck.RequireAsync(kafka.Clients(role), [group]));
        Assert.Contains($"User:{role} lacks READ on group streammood.other", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Roles))]
    public async Task Role_EachRightMissing_IsNamed(string role)
    {
        kafka.Require();
        var user = $"User:{role}";
        using var admin = kafka.Clients("admin").Admin();
        // The right to a transaction's name is asked for when the first one begins, not before.
        foreach (var acl in SecuredKafka.Acls(role, user).Where(a => a.Pattern.Type is ResourceType.Topic or ResourceType.Group))
        {
            var right = new AccessRight(acl.Pattern.Type, acl.Pattern.Name, acl.Entry.Operation);
            await admin.DeleteAclsAsync([acl.ToFilter()]);
            try
            {
                FatalBrokerException? error = null;
                await Poll.UntilAsync(async () => (error = await RefusedAsync(role)) is not null, $"{right} is missed");
                Assert.Contains($"refused for good: {user} lacks {right}", error!.Message, StringComparison.Ordinal);
                if (acl.Pattern.ResourcePatternType == ResourcePatternType.Literal)
                    Assert.Contains($" lacks {right};", error.Message, StringComparison.Ordinal);
            }
            finally
            {
                await admin.CreateAclsAsync([acl]);
            }

            await Poll.UntilAsync(async () => await RefusedAsync(role) is null, $"{right} is back");
        }
    }

    [SkippableFact]
    public async Task Recommender_InTransactionsWithItsRights_WorksAndWithoutThemSaysWhich()
    {
        kafka.Require();
        using (var producer = kafka.Clients("infer").EventProducer())
        {
            foreach (var value in Traffic.Make(new Random(9), 3, 20))
                producer.Produce(TopicNames.Emotions, EventMessages.Emotion(value, null));
            producer.Flush(Wait);
        }

        using var metrics = new RecommenderMetrics();
        var options = new RecommenderOptions { StateInterval = TimeSpan.FromMilliseconds(200), Zones = { ["lobby"] = "cam-0,cam-1" } };
        using var worker = new RecommenderWorker(options, kafka.Options("recommend"), metrics, NullLoggerFactory.Instance, TimeProvider.System);
        await worker.StartAsync(default);
        await Poll.Until(() => worker.ExecuteTask!.IsCompleted || metrics.Recommendations > 0, "committed recommendations");
        await worker.StopAsync(default);
        await worker.ExecuteTask!;
        Assert.Equal(0, metrics.BegunAnew);

        using var admin = kafka.Clients("admin").Admin();
        var right = SecuredKafka.Acls("recommend", "User:recommend").Single(a => a.Pattern.Name == "streammood.recommend.");
        await admin.DeleteAclsAsync([right.ToFilter()]);
        try
        {
            FatalBrokerException? refused = null;
            await Poll.UntilAsync(async () => (refused = await RefusedToRecommendAsync(options)) is not null, "the right is missed");
            Assert.Contains("WRITE on transactional-id streammood.recommend.", refused!.Message, StringComparison.Ordinal);
        }
        finally
        {
            await admin.CreateAclsAsync([right]);
        }
    }

    private async Task<FatalBrokerException?> RefusedToRecommendAsync(RecommenderOptions options)
    {
        using var metrics = new RecommenderMetrics();
        using var worker = new RecommenderWorker(options, kafka.Options("recommend"), metrics, NullLoggerFactory.Instance, TimeProvider.System);
        await worker.StartAsync(default);
        await Task.WhenAny(worker.ExecuteTask!, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System));
        await worker.StopAsync(default);
        return worker.ExecuteTask!.Exception?.InnerException as FatalBrokerException;
    }

    [SkippableFact]
    public async Task RightTakenWhileRunning_EndsWithALineThatNamesIt()
    {
        kafka.Require();
        var clients = kafka.Clients("watch"); // may not write frames
        using var producer = clients.FrameProducer();

        await Assert.ThrowsAsync<ProduceException<string, byte[]>>(() => producer.ProduceAsync(TopicNames.Frames, new Message<string, byte[]> { Key = "k", Value = [1] })
            .ContinueWith(t => { clients.Health.Report(((ProduceException<string, byte[]>)t.Exception!.InnerException!).Error); return t.GetAwaiter().GetResult(); }, TaskScheduler.Default));

        var error = Assert.Throws<FatalBrokerException>(clients.Health.ThrowIfFatal);
        Assert.Contains($"User:watch lacks WRITE on topic {TopicNames.Frames}", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Certificate_IsThePrincipal()
    {
        kafka.Require();
        var (certificate, key) = kafka.Certify("lobby");
        var options = new KafkaOptions
        {
            Bootstrap = kafka.CertificateBootstrap,
            Client =
            {
                ["security.protocol"] = "SSL", ["ssl.ca.location"] = kafka.CertificateAuthority, ["ssl.certificate.location"] = certificate, ["ssl.key.location"] = key,
            },
        };
        var clients = new KafkaClients(options, NullLoggerFactory.Instance);
        var rights = clients.RightsOf("camera");

        var error = await Assert.ThrowsAsync<FatalBrokerException>(() => BrokerProbe.CheckAsync(clients, [], Wait, rights));
        Assert.Contains($"User:CN=lobby lacks WRITE on topic {TopicNames.Frames}", error.Message, StringComparison.Ordinal);

        using var admin = kafka.Clients("admin").Admin();
        await admin.CreateAclsAsync(SecuredKafka.Acls("camera", "User:CN=lobby"));
        await Poll.UntilAsync(async () => await RefusedAsync(clients, rights) is null, "the right is granted");
        using var producer = clients.FrameProducer();
        await producer.ProduceAsync(TopicNames.Frames, new Message<string, byte[]> { Key = "k", Value = [1] });
    }

    [SkippableFact]
    public async Task NoCertificate_IsFatalWithOneLine()
    {
        kafka.Require();
        var options = new KafkaOptions
        {
            Bootstrap = kafka.CertificateBootstrap, Client = { ["security.protocol"] = "SSL", ["ssl.ca.location"] = kafka.CertificateAuthority },
        };

        var error = await Assert.ThrowsAsync<FatalBrokerException>(
            () => BrokerProbe.CheckAsync(new KafkaClients(options, NullLoggerFactory.Instance), [], Wait)); // what is refused for good is not waited for

        Assert.Contains("ssl.certificate.location", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [SkippableFact]
    public void CertificateThatIsNone_IsOneLineOfTheUsersOwn()
    {
        kafka.Require();
        var options = kafka.Options("admin");
        options.Client["ssl.ca.location"] = "/no/such/ca.crt";

        var error = Assert.Throws<UserErrorException>(() => new KafkaClients(options, NullLoggerFactory.Instance));

        Assert.Contains("/no/such/ca.crt", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(SecuredKafka.PasswordOf("admin"), error.Message, StringComparison.Ordinal);
    }

    private Task<FatalBrokerException?> RefusedAsync(string role) => RefusedAsync(kafka.Clients(role), RightsOf(role));

    // A sink's and a replay's follow from what they are asked to do.
    private IReadOnlyList<AccessRight> RightsOf(string user) => user switch
    {
        "sink" => kafka.Clients(user).RightsOf("sink-webhook"),
        "replay" => kafka.Clients(user).RightsToCopy([TopicNames.Frames, TopicNames.DeadLetters, TopicNames.Control], [SecuredKafka.Lab]),
        _ => kafka.Clients(user).RightsOf(user),
    };

    private static async Task<FatalBrokerException?> RefusedAsync(KafkaClients clients, IReadOnlyList<AccessRight> rights)
    {
        try
        {
            await AccessCheck.RequireAsync(clients, rights);
            return null;
        }
        catch (FatalBrokerException e)
        {
            return e;
        }
    }

    // Does what the right is for, and returns how it ended. Groups are used along with a topic that may be read.
    private Task<ErrorCode> TryAsync(string user, AccessRight right) => Task.Run(async () =>
    {
        var clients = kafka.Clients(user);
        switch (right)
        {
            case { Resource: ResourceType.Topic, Operation: AclOperation.Write }:
                using (var producer = clients.EventProducer())
                    try
                    {
                        await producer.ProduceAsync(right.Name, new Message<string, byte[]> { Key = "k", Value = [1] }).WaitAsync(Wait);
                        return ErrorCode.NoError;
                    }
                    catch (ProduceException<string, byte[]> e)
                    {
                        // Who may write nowhere gets no producer id; all that waits for it is purged.
                        return e.Error.Code == ErrorCode.Local_PurgeQueue && clients.Health.Fatal.IsCancellationRequested ? ErrorCode.TopicAuthorizationFailed : e.Error.Code;
                    }

            case { Operation: AclOperation.DescribeConfigs }:
                return ErrorCode.NoError; // looked at by the check

            case { Resource: ResourceType.Topic }:
                // Who may not see a topic waits for it for ever; so it is asked for first.
                using (var admin = clients.Admin())
                    if (await SeenAsync(admin, right.Name) is var seen and not ErrorCode.NoError)
                        return seen;
                using (var reader = new ConsumerBuilder<Ignore, Ignore>(Config(user, null)).Build())
                    return Read(reader, () => reader.Assign(new TopicPartitionOffset(right.Name, 0, Offset.Beginning)));
            case { Operation: AclOperation.Read }:
                using (var member = new ConsumerBuilder<Ignore, Ignore>(Config(user, right.Name)).Build())
                    return Read(member, () => member.Subscribe(RightsOf(user).First(r => r is { Resource: ResourceType.Topic, Operation: AclOperation.Read }).Name));
            default:
                return ErrorCode.NoError; // to be seen is looked at by the check
        }
    });

    private static async Task<ErrorCode> SeenAsync(IAdminClient admin, string topic)
    {
        try
        {
            await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = Wait });
            return ErrorCode.NoError;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions[0].Error.Code;
        }
    }

    private ConsumerConfig Config(string user, string? group)
    {
        var config = new ConsumerConfig(kafka.Options(user).Client)
        {
            BootstrapServers = kafka.Bootstrap, GroupId = group ?? "streammood.follower", EnableAutoCommit = false, EnablePartitionEof = true, AllowAutoCreateTopics = false,
        };
        return config;
    }

    private static ErrorCode Read(IConsumer<Ignore, Ignore> reader, Action begin)
    {
        begin();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Wait)
            try
            {
                if (reader.Consume(TimeSpan.FromMilliseconds(200)) is not null)
                    return ErrorCode.NoError; // a message, or the partition's end
            }
            catch (ConsumeException e)
            {
                // Who reads outside a group is told that it may not join it, and goes on.
                if (e.Error.Code != ErrorCode.GroupAuthorizationFailed || reader.Assignment.Count == 0)
                    return e.Error.Code;
            }

        return ErrorCode.Local_TimedOut;
    }
}
