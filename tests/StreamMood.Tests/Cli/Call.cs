using System.Collections;
using System.Globalization;
using StreamMood.Cli;

namespace StreamMood.Tests.Cli;

/// <summary>One call of the command line inside this process.</summary>
/// <param name="ExitCode">What the process would end with.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Call(int ExitCode, string Out, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<Call> RunAsync(params string[] args) => RunAsync(new Hashtable(), args);

    public static async Task<Call> RunAsync(IDictionary environment, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var code = await CommandLine.RunAsync(args, new Terminal(output, error), environment, timeout.Token);
        return new Call(code, output.ToString(), error.ToString());
    }

    /// <summary>Holds what every wrong call must show: one line that contains <paramref name="words"/>, exit code 2, no stack trace.</summary>
    public void IsRefusedWith(params string[] words)
    {
        Assert.Equal(2, ExitCode);
        var line = Assert.Single(ErrorLines);
        Assert.StartsWith("streammood: ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
