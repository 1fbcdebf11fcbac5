using System.Collections;

namespace StreamMood.Tests.Cli;

public sealed class SecretTests
{
    private const string Hush = "hush-hush-hush";

    [Theory]
    [InlineData("doctor", "--provider", "cpu")]
    [InlineData("doctor", "--provider", "cpu", "--json")]
    [InlineData("topics", "check", "--json")]
    public async Task AnyVerb_SecretInFileEnvironmentAndSetting_IsNeverShown(params string[] verb)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.username=lobby\nsasl.password={Hush}\n");
        try
        {
            var environment = new Hashtable { ["STREAMMOOD_KAFKA__CLIENT__SSL__KEY__PASSWORD"] = Hush };
            var call = await Call.RunAsync(
                environment, [.. verb, "--bootstrap", "127.0.0.1:1", "--client-file", file, "--set", $"kafka.client.ssl.keystore.password={Hush}"]);

            Assert.NotEqual(0, call.ExitCode);
            Assert.DoesNotContain(Hush, call.Out + call.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task AnyVerb_SecretThatIsRefused_IsNotQuoted()
    {
        var call = await Call.RunAsync("topics", "list", "--bootstrap", "b:1", "--set", $"kafka.producer.sasl.oauthbearer.secrets={Hush}", "--set", $"kafka.client.ssl.ca.pem={Hush}\n");

        Assert.Equal(2, call.ExitCode);
        Assert.DoesNotContain(Hush, call.Error, StringComparison.Ordinal);
    }
}
