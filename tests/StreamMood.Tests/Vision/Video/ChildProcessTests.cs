using System.Diagnostics;
using System.Globalization;
using StreamMood.Vision.Video;

namespace StreamMood.Tests.Vision.Video;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task DisposeAsync_ErrorsNeverEnd_GivesUpWaiting()
    {
        // A grandchild keeps the pipe open: to the one who waits, the same as a child that even a kill does not end.
        var child = await ChildProcess.StartAsync("sh", ["-c", "sleep 60 & echo $!; exit 0"]);
        using var output = new StreamReader(child.Output);
        using var sleeper = Process.GetProcessById(int.Parse((await output.ReadLineAsync())!, CultureInfo.InvariantCulture));
        try
        {
            await child.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.False(child.ErrorsRead.IsCompleted);
        }
        finally
        {
            sleeper.Kill();
        }

        await child.ErrorsRead.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
