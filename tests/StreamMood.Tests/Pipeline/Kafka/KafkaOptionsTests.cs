using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using StreamMood.Contracts;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

public sealed class KafkaOptionsTests
{
    [Fact]
    public void Validate_UnknownKeys_EachGetsOneLine()
    {
        var options = new KafkaOptions { Bootstrap = "b:1", Client = { ["frobnicate"] = "1", ["linger.sm"] = "2", ["client.id"] = "x" } };

        var problems = Problems(options);

        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, p => p.Contains("'frobnicate' is unknown", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'linger.sm' is unknown", StringComparison.Ordinal));
        Assert.All(problems, p => Assert.DoesNotContain('\n', p));
    }

    [Fact]
    public void Validate_BadValue_NamesKeyAndValue()
    {
        var options = new KafkaOptions { Bootstrap = "b:1", Client = { ["security.protocol"] = "carrier-pigeon" } };

        Assert.Contains("'security.protocol' is 'carrier-pigeon'", Assert.Single(Problems(options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acks")]
    [InlineData("enable.auto.offset.store")]
    [InlineData("group.id")]
    public void Validate_SettingThatLosingNothingRestsOn_IsRefused(string key)
    {
        var options = new KafkaOptions { Bootstrap = "b:1", Client = { [key] = "1" } };

        Assert.Contains($"'{key}'", Assert.Single(Problems(options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData("localhost:0")]
    [InlineData("a:1,b:70000")]
    public void Validate_BadBootstrap_IsNamed(string bootstrap) =>
        Assert.Contains($"kafka.bootstrap is '{bootstrap}'", Assert.Single(Problems(new KafkaOptions { Bootstrap = bootstrap })), StringComparison.Ordinal);

    [Fact]
    public void Validate_File_ReadsSettingsAndNamesBrokenLines()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "# secret things\nbootstrap.servers = k1:9092\nsasl.password=a=b\nnonsense\n\nclient.id=me\n");
        try
        {
            var options = new KafkaOptions { ClientFile = file };
            Assert.Equal($"{file}:4: expected key=value", Assert.Single(Problems(options)));

            File.WriteAllText(file, File.ReadAllText(file).Replace("nonsense", "", StringComparison.Ordinal));
            var clients = new KafkaClients(options, NullLoggerFactory.Instance);
            Assert.Equal("k1:9092", clients.Bootstrap);
            var shown = clients.DescribeSettings();
            Assert.Equal("***", shown["sasl.password"]);
            Assert.Equal("me", shown["client.id"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Validate_MissingFile_IsNamed() =>
        Assert.Contains("'/no/such/file'", Assert.Single(Problems(new KafkaOptions { ClientFile = "/no/such/file" })), StringComparison.Ordinal);

    [Fact]
    public void KafkaClients_BadSecret_DoesNotQuoteIt()
    {
        var options = new KafkaOptions { Bootstrap = "b:1", Client = { ["sasl.oauthbearer.config"] = "hush", ["ssl.key.password.x"] = "hush" } };

        var error = Assert.Throws<UserErrorException>(() => new KafkaClients(options, NullLoggerFactory.Instance));

        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KafkaClients_NoBootstrap_SaysWhatToDo() =>
        Assert.Contains("--bootstrap", Assert.Throws<UserErrorException>(() => new KafkaClients(new KafkaOptions(), NullLoggerFactory.Instance)).Message, StringComparison.Ordinal);

    private static List<string> Problems(KafkaOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(r => r.ErrorMessage!)];
    }
}
