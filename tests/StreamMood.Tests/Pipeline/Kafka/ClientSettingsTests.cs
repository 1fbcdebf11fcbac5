using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class ClientSettingsTests
{
    private const string Hush = "hush-hush";

    [Fact]
    public void Over_ProducerAndConsumerSettings_ReachTheirClientsAlone()
    {
        var settings = ClientSettings.Require(new KafkaOptions
        {
            Bootstrap = "b:1",
            Client = { ["client.id"] = "me", ["linger.ms"] = "1" },
            Producer = { ["linger.ms"] = "7" },
            Consumer = { ["fetch.min.bytes"] = "9" },
        });
        Dictionary<string, string> role = new() { ["linger.ms"] = "2", ["fetch.min.bytes"] = "3" };

        var producer = settings.Over(role, ClientScope.Producer);
        var consumer = settings.Over(role, ClientScope.Consumer);

        Assert.Equal(("7", "3", "me"), (producer["linger.ms"], producer["fetch.min.bytes"], producer["client.id"]));
        Assert.Equal(("1", "9", "b:1"), (consumer["linger.ms"], consumer["fetch.min.bytes"], consumer["bootstrap.servers"]));
    }

    [Theory]
    [InlineData("acks", "1")]
    [InlineData("message.timeout.ms", "1000")]
    [InlineData("delivery.report.only.error", "true")]
    [InlineData("max.in.flight.requests.per.connection", "6")]
    [InlineData("fetch.min.bytes", "1")]
    [InlineData("linger.sm", "1")]
    [InlineData("transactional.id", "mine")]
    public void Read_ProducerSettingThatCannotBe_IsOneLineThatNamesIt(string key, string value)
    {
        var problem = Assert.Single(ClientSettings.Read(new KafkaOptions { Bootstrap = "b:1", Producer = { [key] = value } }).Problems);

        Assert.StartsWith($"Kafka producer setting '{key}'", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Theory]
    [InlineData("linger.ms", "1")]
    [InlineData("isolation.level", "read_uncommitted")]
    [InlineData("queuing.strategy", "lifo")]
    [InlineData("group.id", "other")]
    public void Read_ConsumerSettingThatCannotBe_IsOneLineThatNamesIt(string key, string value) =>
        Assert.StartsWith(
            $"Kafka consumer setting '{key}'",
            Assert.Single(ClientSettings.Read(new KafkaOptions { Bootstrap = "b:1", Consumer = { [key] = value } }).Problems), StringComparison.Ordinal);

    [Fact]
    public void Read_ReferenceToFile_IsFollowedShownAsWrittenAndMasked()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Hush + "\n");
        try
        {
            var settings = ClientSettings.Require(new KafkaOptions { Bootstrap = "b:1", Client = { ["sasl.password"] = $"${{file:{file}}}" } });

            Assert.Equal(Hush, settings.Value("sasl.password"));
            Assert.Equal($"${{file:{file}}}", settings.Shown["sasl.password"]);
            Assert.Equal("the password is ***.", settings.Mask($"the password is {Hush}."));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("${file:/no/such/file}", "no such file")]
    [InlineData("${env:STREAMMOOD_NO_SUCH}", "not set")]
    public void Read_ReferenceToNothing_NamesSettingAndPlace(string value, string why)
    {
        var problem = Assert.Single(ClientSettings.Read(new KafkaOptions { Bootstrap = "b:1", Client = { ["sasl.password"] = value } }).Problems);

        Assert.Contains("'sasl.password'", problem, StringComparison.Ordinal);
        Assert.Contains(value, problem, StringComparison.Ordinal);
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sasl.password")]
    [InlineData("ssl.key.password")]
    [InlineData("ssl.key.pem")]
    [InlineData("ssl.keystore.password")]
    [InlineData("sasl.oauthbearer.client.secret")]
    public void Shown_Secret_IsMasked(string key) =>
        Assert.Equal("***", ClientSettings.Read(new KafkaOptions { Bootstrap = "b:1", Client = { [key] = Hush } }).Shown[key]);

    [Theory]
    [InlineData("SASL_SSL", "User:lobby")]
    [InlineData("SASL_PLAINTEXT", "User:lobby")]
    [InlineData("PLAINTEXT", "User:ANONYMOUS")]
    public void Identity_Protocol_TellsThePrincipal(string protocol, string principal)
    {
        var settings = ClientSettings.Require(new KafkaOptions { Bootstrap = "b:1", Client = { ["security.protocol"] = protocol, ["sasl.username"] = "lobby" } });

        Assert.Equal(principal, ClientIdentity.Of(settings).Principal);
    }
}
