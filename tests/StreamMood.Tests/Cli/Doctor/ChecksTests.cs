using StreamMood.Cli.Commands.Doctor;
using StreamMood.Pipeline.Inference;
using StreamMood.Pipeline.Kafka;
using StreamMood.Vision.Models;

namespace StreamMood.Tests.Cli.Doctor;

public sealed class ChecksTests
{
    [Fact]
    public void Provider_CpuInPlaceOfAGpuThatIsThere_IsAWarningThatSaysWhy()
    {
        var fellBack = new ModelProvider("cpu", "CUDA: no library");

        Assert.Equal(Verdict.Ok, Checks.Provider(fellBack, "small", isGpuUnused: false).Verdict);
        var finding = Checks.Provider(fellBack, "small", isGpuUnused: true);
        Assert.Equal(Verdict.Warning, finding.Verdict);
        Assert.Contains("CUDA: no library", finding.Found, StringComparison.Ordinal);
        Assert.Contains("inference.session.provider", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Setpriv_OnThePathOrNot_IsToldWithWhatFollows()
    {
        var folder = Directory.CreateTempSubdirectory("streammood-");
        try
        {
            var missing = Checks.Setpriv($"/nowhere:{folder.FullName}");
            File.WriteAllText(Path.Combine(folder.FullName, "setpriv"), "");
            var there = Checks.Setpriv($"/nowhere:{folder.FullName}");

            Assert.Equal((Verdict.Warning, Verdict.Ok), (missing.Verdict, there.Verdict));
            Assert.Contains("lives on", missing.Found, StringComparison.Ordinal);
            Assert.Contains("util-linux", missing.Mend, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

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
