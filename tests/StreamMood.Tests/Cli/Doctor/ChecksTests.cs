using StreamMood.Cli.Commands.Doctor;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Cli.Doctor;

public sealed class ChecksTests
{
    [Fact]
    public async Task BrokerAsync_NobodyAnswers_SaysWhatToDoBesideWhatWasFound()
    {
        var finding = await Checks.BrokerAsync(new KafkaOptions { Bootstrap = "127.0.0.1:1" }, TimeProvider.System, CancellationToken.None);

        Assert.Equal(Verdict.Broken, finding.Verdict);
        Assert.Equal("start the broker or correct --bootstrap", finding.Mend);
        Assert.DoesNotContain(finding.Mend!, finding.Found, StringComparison.Ordinal);
    }
}
