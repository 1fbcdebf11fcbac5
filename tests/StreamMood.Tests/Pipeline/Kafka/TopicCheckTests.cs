using System.Globalization;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class TopicCheckTests
{
    private const string Brokers = "b:1";

    [Fact]
    public void Judge_AsCreated_FindsNothing() =>
        Assert.All(TopicSpec.All, topic => Assert.Empty(TopicCheck.Judge(topic, AsCreated(topic, 3), 3, Brokers)));

    [Fact]
    public void Judge_OneBroker_OneReplicaIsEnough() =>
        Assert.All(TopicSpec.All, topic => Assert.Empty(TopicCheck.Judge(topic, AsCreated(topic, 1), 1, Brokers)));

    [Fact]
    public void Judge_MissingTopic_SaysHowToMakeIt()
    {
        var state = new TopicState(TopicNames.Frames, false, 0, 0, null, false, null);

        Assert.Contains("streammood topics create", Assert.Single(TopicCheck.Judge(Spec(TopicNames.Frames), state, 3, Brokers)).Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TopicNames.Frames, "retention.ms", "60000")]
    [InlineData(TopicNames.Frames, "retention.ms", "604800000")]
    [InlineData(TopicNames.Frames, "retention.ms", "-1")]
    [InlineData(TopicNames.Frames, "segment.ms", "604800000")]
    [InlineData(TopicNames.Frames, "max.message.bytes", "1048588")]
    [InlineData(TopicNames.Frames, "cleanup.policy", "compact")]
    [InlineData(TopicNames.Emotions, "retention.ms", "1000")]
    [InlineData(TopicNames.Emotions, "retention.bytes", "1000000")]
    [InlineData(TopicNames.Emotions, "min.insync.replicas", "1")]
    [InlineData(TopicNames.Emotions, "min.insync.replicas", "3")]
    [InlineData(TopicNames.Emotions, "unclean.leader.election.enable", "true")]
    [InlineData(TopicNames.Control, "cleanup.policy", "delete")]
    [InlineData(TopicNames.Control, "cleanup.policy", "compact,delete")]
    public void Judge_WrongSetting_NamesItAndTheCommandThatMendsIt(string topic, string key, string value)
    {
        var state = AsCreated(Spec(topic), 3);

        var finding = Assert.Single(TopicCheck.Judge(Spec(topic), With(state, key, value), 3, Brokers));

        Assert.Equal((key, value), (finding.Setting, finding.Found));
        Assert.Contains($"--entity-name {topic} --add-config {key}=", finding.Mend, StringComparison.Ordinal);
        // Doing what it says mends it.
        var mended = finding.Mend[(finding.Mend.LastIndexOf('=') + 1)..];
        Assert.Empty(TopicCheck.Judge(Spec(topic), With(state, key, mended), 3, Brokers));
    }

    [Theory]
    [InlineData(TopicNames.Emotions, "retention.ms", "-1")]
    [InlineData(TopicNames.Emotions, "max.message.bytes", "99999999")]
    [InlineData(TopicNames.Frames, "retention.bytes", "100000000")]
    public void Judge_MoreThanNeeded_IsFine(string topic, string key, string value) =>
        Assert.Empty(TopicCheck.Judge(Spec(topic), With(AsCreated(Spec(topic), 3), key, value), 3, Brokers));

    [Fact]
    public void Judge_FewPartitionsAndReplicas_NamesBoth()
    {
        var state = AsCreated(Spec(TopicNames.Emotions), 1) with { Partitions = 3 };

        Assert.Equal(["partitions", "replication"], TopicCheck.Judge(Spec(TopicNames.Emotions), state, 3, Brokers).Select(f => f.Setting));
    }

    [Theory]
    [InlineData(TopicNames.Frames, true)]
    [InlineData(TopicNames.Emotions, true)]
    [InlineData(TopicNames.Control, false)]
    [InlineData(TopicNames.Load, false)]
    public void Judge_TooFewPartitions_StopsOnlyRolesThatShareThem(string topic, bool stop)
    {
        var state = AsCreated(Spec(topic), 1) with { Partitions = 3 };

        var mend = TopicCheck.Judge(Spec(topic), state, 1, Brokers).Single(f => f.Setting == "partitions").Mend;

        Assert.Contains($"--partitions {Spec(topic).Partitions}", mend, StringComparison.Ordinal);
        Assert.Equal(stop, mend.Contains("stop all roles", StringComparison.Ordinal));
        Assert.Equal(!stop, mend.Contains("roles may run on", StringComparison.Ordinal));
    }

    [Fact]
    public void Wanted_LargerFramesAndShorterPromise_AreWhatIsCheckedAgainst()
    {
        Assert.Equal(TopicSpec.All, TopicCheck.Wanted(new KafkaOptions(), new PrivacyOptions()));

        var kafka = new KafkaOptions { MaxFrameBytes = 16 << 20 };
        var wanted = TopicCheck.Wanted(kafka, new PrivacyOptions { MaxFrameRetention = TimeSpan.FromMinutes(5) });
        var findings = TopicCheck.Judge(wanted.Single(t => t.Name == TopicNames.Frames), AsCreated(Spec(TopicNames.Frames), 3), 3, Brokers);

        Assert.Equal(["retention.ms", "segment.ms", "max.message.bytes"], findings.Select(f => f.Setting));
        Assert.Contains("retention.ms=300000", findings[0].Mend, StringComparison.Ordinal);
        Assert.True(long.Parse(findings[2].Mend[(findings[2].Mend.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture) > kafka.MaxFrameBytes);
        Assert.Equal(TopicSpec.All.Where(t => t.Name != TopicNames.Frames), wanted.Where(t => t.Name != TopicNames.Frames));
    }

    [Theory]
    [InlineData("600000", null)]
    [InlineData("1800000", null)]
    [InlineData("3600000", null)]
    [InlineData("60000", "600000")]
    [InlineData("3600001", "3600000")]
    [InlineData("9223372036854775807", "3600000")]
    [InlineData("-1", "3600000")]
    public void Judge_LongerPromise_RetentionBetweenNeedAndPromiseIsFine(string retention, string? mended)
    {
        var wanted = Frames(TimeSpan.FromHours(1));

        var findings = TopicCheck.Judge(wanted, With(AsCreated(wanted, 3), "retention.ms", retention), 3, Brokers);

        if (mended is null)
            Assert.Empty(findings);
        else
            Assert.EndsWith($"retention.ms={mended}", Assert.Single(findings).Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3600000", "720000", true)]
    [InlineData("3600000", "3600000", false)]
    [InlineData("600000", "720000", false)]
    public void Judge_LongerPromise_SegmentsFollowFromTheRetention(string retention, string segment, bool fine)
    {
        var wanted = Frames(TimeSpan.FromHours(1));

        var findings = TopicCheck.Judge(wanted, With(With(AsCreated(wanted, 3), "retention.ms", retention), "segment.ms", segment), 3, Brokers);

        Assert.Equal(fine ? [] : ["segment.ms"], findings.Select(f => f.Setting));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(10, 10)]
    [InlineData(60, 10)]
    public void Wanted_AnyPromise_FramesAreMadeNoLongerThanNeededAndPromised(int promised, int made) =>
        Assert.Equal(TimeSpan.FromMinutes(made), Frames(TimeSpan.FromMinutes(promised)).Retention);

    [Fact]
    public void Needed_MorePartitionsOfEmotions_AreThoseOfTheState()
    {
        TopicState[] there = [AsCreated(Spec(TopicNames.Emotions), 3) with { Partitions = 48 }, AsCreated(Spec(TopicNames.Frames), 3) with { Partitions = 96 }];

        Assert.Equal(48, TopicCheck.Needed(Spec(TopicNames.RecommenderState), there).Partitions);
        Assert.Equal(Spec(TopicNames.Zones), TopicCheck.Needed(Spec(TopicNames.Zones), there));
        Assert.Equal(24, TopicCheck.Needed(Spec(TopicNames.RecommenderState), []).Partitions);
    }

    [Fact]
    public void Judge_SettingsNotTold_NamesTheRight()
    {
        var state = AsCreated(Spec(TopicNames.Emotions), 3) with { Settings = new Dictionary<string, string>() };

        Assert.Contains("DESCRIBE_CONFIGS", Assert.Single(TopicCheck.Judge(Spec(TopicNames.Emotions), state, 3, Brokers)).Mend, StringComparison.Ordinal);
    }

    private static TopicSpec Frames(TimeSpan promised) =>
        TopicCheck.Wanted(new KafkaOptions(), new PrivacyOptions { MaxFrameRetention = promised }).Single(t => t.Name == TopicNames.Frames);

    private static TopicSpec Spec(string name) => TopicSpec.All.Single(t => t.Name == name);

    private static TopicState AsCreated(TopicSpec topic, int replicas) =>
        new(topic.Name, true, topic.Partitions, replicas, topic.Retention, topic.Retention is null, topic.MaxMessageBytes)
        {
            Settings = new Dictionary<string, string>(TopicAdmin.Specification(topic, replicas).Configs) { ["retention.bytes"] = "-1", ["unclean.leader.election.enable"] = "false" },
        };

    private static TopicState With(TopicState state, string key, string value) =>
        state with { Settings = new Dictionary<string, string>(state.Settings) { [key] = value } };
}
