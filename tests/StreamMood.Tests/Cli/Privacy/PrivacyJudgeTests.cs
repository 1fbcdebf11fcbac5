using StreamMood.Cli.Commands.Privacy;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Cli.Privacy;

public class PrivacyJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("600000", "delete", null)]
    [InlineData("60000", "delete", null)]
    [InlineData("600001", "delete", "for 10 minutes")]
    [InlineData("604800000", "delete", "for 7 days")]
    [InlineData("-1", "delete", "for ever")]
    [InlineData("60000", "compact", "for ever (cleanup.policy=compact)")]
    [InlineData("60000", "compact,delete", null)]
    public void FrameRetention_LongerThanTheLimit_IsAProblem(string retention, string policy, string? said)
    {
        var problem = FrameRetention.Problem(Frames(retention, policy), Limit);

        if (said is null)
            Assert.Null(problem);
        else
            Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FrameRetention_NotTold_IsNoProblem() =>
        Assert.Null(FrameRetention.Problem(new TopicState(TopicNames.Frames, true, 1, 1, null, false, null), Limit));

    [Fact]
    public void Topic_FramesKeptTooLong_IsBadAndNamesTheCommand()
    {
        var topic = PrivacyJudge.Topic(Spec(TopicNames.Frames), Frames("604800000", "delete"), Limit, "kafka-1:9092");

        Assert.Equal((PrivacyVerdict.Bad, true, 604_800.0), (topic.Verdict, topic.Pictures, topic.RetentionSeconds));
        Assert.Contains("kafka-configs.sh --bootstrap-server kafka-1:9092", topic.Note, StringComparison.Ordinal);
        Assert.Contains("retention.ms=600000", topic.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_OpenSegmentOfDays_IsBad()
    {
        var state = Frames("600000", "delete");
        state = state with { Settings = new Dictionary<string, string>(state.Settings) { ["segment.ms"] = "604800000" } };

        var topic = PrivacyJudge.Topic(Spec(TopicNames.Frames), state, Limit, "k:1");

        Assert.Equal(PrivacyVerdict.Bad, topic.Verdict);
        Assert.Contains("open segment keeps pictures for up to 7 days", topic.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_EveryTopicAsCreated_IsOk()
    {
        foreach (var spec in TopicSpec.All)
        {
            var configs = TopicAdmin.Specification(spec, 3).Configs;
            var state = new TopicState(spec.Name, true, spec.Partitions, 3, spec.Retention, spec.Retention is null, spec.MaxMessageBytes) { Settings = configs };

            var topic = PrivacyJudge.Topic(spec, state, Limit, "k:1");

            Assert.Equal((PrivacyVerdict.Ok, null), (topic.Verdict, topic.Note));
            Assert.NotEqual("events", topic.Holds);
        }
    }

    [Fact]
    public void Topic_NothingTold_IsAWarning() =>
        Assert.Equal(PrivacyVerdict.Warn, PrivacyJudge.Topic(Spec(TopicNames.Frames), new TopicState(TopicNames.Frames, true, 1, 1, null, false, null), Limit, "k:1").Verdict);

    [Theory]
    [InlineData("plaintext", "kafka-1:9092", null, "Bad")]
    [InlineData("plaintext", "127.0.0.1:9092,localhost:9093,[::1]:9094", null, "Ok")]
    [InlineData("plaintext", "127.0.0.1:9092", false, "Warn")]
    [InlineData("SASL_PLAINTEXT", "kafka-1:9092", true, "Bad")]
    [InlineData("SASL_SSL", "kafka-1:9092", true, "Ok")]
    [InlineData("SSL", "kafka-1:9092", false, "Bad")]
    [InlineData("SSL", "kafka-1:9092", null, "Ok")]
    public void Access_InTheClearOrWithoutRights_IsBad(string protocol, string bootstrap, bool? denies, string verdict) =>
        Assert.Equal(verdict, PrivacyJudge.Access(protocol, bootstrap, null, denies).Verdict.ToString());

    [Fact]
    public void Access_EverybodyMayWhereNoAclIs_SaysWhoMayReadPictures()
    {
        var access = PrivacyJudge.Access("SASL_SSL", "kafka-1:9092", null, true, everyone: true);

        Assert.Equal("Warn", access.Verdict.ToString());
        Assert.Contains("allow.everyone.if.no.acl.found", access.Note, StringComparison.Ordinal);
        Assert.Contains("everybody may read pictures", access.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live", null, "Bad")]
    [InlineData("no-consent", null, "Ok")]
    [InlineData("live", "consent", "Ok")]
    [InlineData("live", "synthetic", "Ok")]
    [InlineData("live", "demonstration", "Warn")]
    public void Camera_GoesByItsConsent(string state, string? basis, string verdict)
    {
        var camera = PrivacyJudge.Camera("lobby", Report(state, basis is null ? null : new CameraConsent(basis)), null, null, Now);

        Assert.Equal(verdict, camera.Verdict.ToString());
        Assert.Null(camera.RevokedAt);
    }

    [Fact]
    public void Camera_RevokedAndGranted_GoesByTheLast()
    {
        var revoked = Decision(ControlKind.Revoke, -2);

        Assert.Equal(revoked.From, Judge(revoked).RevokedAt);
        Assert.Equal(revoked.From, Judge(revoked, Decision(ControlKind.Pause, -1), Decision(ControlKind.Grant, 1)).RevokedAt);
        Assert.Null(Judge(revoked, Decision(ControlKind.Grant, -1)).RevokedAt);

        static CameraState Judge(params ControlDecision[] decisions) =>
            PrivacyJudge.Camera("lobby", Report("live", new CameraConsent("consent")), null, new ControlRecord { Camera = "lobby", Decisions = decisions }, Now);
    }

    private static ControlDecision Decision(ControlKind kind, int hours) => new() { Kind = kind, DecidedAt = Now.AddDays(-1), From = Now.AddHours(hours) };

    private static CameraReport Report(string state, CameraConsent? consent) => new()
    {
        Camera = "lobby", At = Now, State = state, Fps = 0, Captured = 0, Published = 0, Dropped = 0, Restarts = 0, Consent = consent,
    };

    private static TopicSpec Spec(string name) => TopicSpec.All.First(t => t.Name == name);

    private static TopicState Frames(string retention, string policy) =>
        new(TopicNames.Frames, true, 1, 1, TimeSpan.FromMilliseconds(Math.Max(0, double.Parse(retention, System.Globalization.CultureInfo.InvariantCulture))), policy == "compact", null)
        {
            Settings = new Dictionary<string, string> { ["retention.ms"] = retention, ["cleanup.policy"] = policy },
        };
}
