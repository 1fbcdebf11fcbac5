using StreamMood.Cli.Commands.Doctor;
using StreamMood.Pipeline.Inference;
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

    [Fact]
    public void Machine_TensorRtOnTheCpu_SaysWhatToDoBesideWhatWasFound()
    {
        var finding = Checks.Machine(new InferenceOptions { Session = { Provider = "cpu", TensorRt = true } }).Single(f => f.Check == "provider");

        Assert.Equal(Verdict.Broken, finding.Verdict);
        Assert.Equal("TensorRT runs on a GPU: set the provider to auto or cuda", finding.Mend);
        Assert.DoesNotContain(finding.Mend!, finding.Found, StringComparison.Ordinal);
    }
}
