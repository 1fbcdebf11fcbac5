using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using StreamMood.Contracts;

namespace StreamMood.Vision.Analysis;

/// <summary>
/// Every frame of a video or animated picture as JPEG with its own time stamp, through an ffmpeg child process. Times come
/// from the <c>showinfo</c> filter, which prints one line a frame before the frame is encoded.
/// </summary>
internal static partial class FfmpegFrames
{
    // Frames ahead of the reader; ffmpeg waits at its full pipe beyond that.
    private const int Ahead = 8;

    public static async IAsyncEnumerable<MediaFrame> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken, string program = "ffmpeg")
    {
        using var ffmpeg = Start(path, program);
        var times = Channel.CreateUnbounded<TimeSpan>();
        var frames = Channel.CreateBounded<byte[]>(Ahead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var complaints = WatchAsync(ffmpeg.StandardError, times.Writer, stop.Token);
        var splitting = SplitAsync(ffmpeg.StandardOutput.BaseStream, frames.Writer, stop.Token);
        try
        {
            var index = 0;
            var (first, time) = (TimeSpan.Zero, TimeSpan.Zero);
            await foreach (var jpeg in frames.Reader.ReadAllAsync(cancellationToken))
            {
                if (await times.Reader.WaitToReadAsync(cancellationToken) && times.Reader.TryRead(out var stamp))
                    time = stamp;
                if (index == 0)
                    first = time;
                yield return new MediaFrame(path, index++, time - first, jpeg, null, IsVideo: true);
            }

            var complaint = await complaints;
            await ffmpeg.WaitForExitAsync(cancellationToken);
            if (ffmpeg.ExitCode != 0 || index == 0)
                yield return new MediaFrame(path, index, TimeSpan.Zero, [], complaint ?? "ffmpeg found no pictures in it", IsVideo: true);
        }
        finally
        {
            await EndAsync(ffmpeg, stop, complaints, splitting);
        }
    }

    private static Process Start(string path, string program)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // "file:" keeps a name such as "concat:x" from being taken for a protocol.
        foreach (var argument in (string[])
            ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info", "-i", "file:" + Path.GetFullPath(path), "-map", "0:v:0",
             "-vf", "showinfo=checksum=0", "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "pipe:1"])
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UserErrorException($"reading the video '{path}' needs {program}, which is not on the PATH; on Debian and Ubuntu: apt-get install ffmpeg", e);
        }
    }

    // Returns the last line that looks like an error.
    private static async Task<string?> WatchAsync(StreamReader lines, ChannelWriter<TimeSpan> times, CancellationToken cancellationToken)
    {
        string? complaint = null;
        try
        {
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (PresentationTime().Match(line) is { Success: true } match
                    && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
                    times.TryWrite(TimeSpan.FromSeconds(seconds));
                else if (Complaint().IsMatch(line))
                    complaint = line[(line.LastIndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
            }
        }
        finally
        {
            times.TryComplete();
        }

        return complaint is null ? null : $"ffmpeg: {complaint}";
    }

    private static async Task SplitAsync(Stream stream, ChannelWriter<byte[]> frames, CancellationToken cancellationToken)
    {
        try
        {
            var splitter = new JpegSplitter();
            while (await splitter.NextAsync(stream, cancellationToken) is { } jpeg)
                await frames.WriteAsync(jpeg, cancellationToken);
            frames.TryComplete();
        }
        catch (Exception e)
        {
            frames.TryComplete(e);
        }
    }

    private static async Task EndAsync(Process ffmpeg, CancellationTokenSource stop, Task complaints, Task splitting)
    {
        try
        {
            ffmpeg.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }

        await stop.CancelAsync();
        await Task.WhenAll(complaints, splitting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ffmpeg.WaitForExitAsync(CancellationToken.None);
    }

    [GeneratedRegex(@"Parsed_showinfo.*\bpts_time:\s*(-?[0-9.]+(?:e[-+]?\d+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex PresentationTime();

    [GeneratedRegex("(?i)invalid|error|no such|unknown|cannot|could not|failed|matches no streams", RegexOptions.CultureInvariant)]
    private static partial Regex Complaint();
}
