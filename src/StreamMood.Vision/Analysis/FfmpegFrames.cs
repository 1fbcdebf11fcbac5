using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using StreamMood.Vision.Video;

namespace StreamMood.Vision.Analysis;

/// <summary>
/// Every frame of a video or animated picture as JPEG with its own time stamp, through an ffmpeg child process. Times come
/// from the <c>showinfo</c> filter, which prints one line a frame before the frame is encoded.
/// </summary>
internal static partial class FfmpegFrames
{
    // Frames ahead of the reader; ffmpeg waits at its full pipe beyond that.
    private const int Ahead = 8;

    // No frame within the limits is longer; a stream that never ends a picture must not fill memory.
    private const int Longest = 64 << 20;

    public static async IAsyncEnumerable<MediaFrame> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken, string program = "ffmpeg")
    {
        var lines = new Lines();
        var frames = Channel.CreateBounded<byte[]>(Ahead);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // "file:" keeps a name such as "concat:x" from being taken for a protocol.
        await using var ffmpeg = await ChildProcess.StartAsync(
            program,
            ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info", "-i", "file:" + Path.GetFullPath(path), "-map", "0:v:0",
             "-vf", "showinfo=checksum=0", "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "pipe:1"],
            onError: lines.Read);
        var listening = lines.EndAfterAsync(ffmpeg.ErrorsRead);
        var splitting = SplitAsync(ffmpeg.Output, frames.Writer, stop.Token);
        try
        {
            var index = 0;
            var (first, time) = (TimeSpan.Zero, TimeSpan.Zero);
            await foreach (var jpeg in frames.Reader.ReadAllAsync(cancellationToken))
            {
                // The line was written before the frame, but through another pipe.
                if (await lines.Times.WaitToReadAsync(cancellationToken) && lines.Times.TryRead(out var stamp))
                    time = stamp;
                if (index == 0)
                    first = time;
                yield return new MediaFrame(path, index++, time - first, jpeg, null, IsVideo: true);
            }

            var (code, _) = await ffmpeg.EndAsync(cancellationToken);
            await listening;
            if (code != 0 || index == 0)
                yield return new MediaFrame(path, index, TimeSpan.Zero, [], lines.Complaint ?? "ffmpeg found no pictures in it", IsVideo: true);
        }
        finally
        {
            await stop.CancelAsync();
            await splitting;
        }
    }

    private static async Task SplitAsync(Stream stream, ChannelWriter<byte[]> frames, CancellationToken cancellationToken)
    {
        try
        {
            var splitter = new MjpegSplitter(Longest);
            while (true)
            {
                switch (splitter.Read(out var frame))
                {
                    case SplitResult.Frame:
                        await frames.WriteAsync(frame.ToArray(), cancellationToken);
                        continue;
                    case SplitResult.TooLarge:
                        throw new InvalidDataException($"a picture of the stream is longer than {Longest >> 20} MiB");
                    case SplitResult.Damaged:
                        continue;
                }

                var read = await stream.ReadAsync(splitter.Room(), cancellationToken);
                if (read == 0)
                    break;
                splitter.Advance(read);
            }

            frames.TryComplete();
        }
        catch (Exception e)
        {
            frames.TryComplete(e);
        }
    }

    [GeneratedRegex(@"Parsed_showinfo.*\bpts_time:\s*(-?[0-9.]+(?:e[-+]?\d+)?)", RegexOptions.CultureInvariant)]
    private static partial Regex PresentationTime();

    [GeneratedRegex("(?i)invalid|error|no such|unknown|cannot|could not|failed|matches no streams", RegexOptions.CultureInvariant)]
    private static partial Regex Complaints();

    /// <summary>What ffmpeg says beside the frames.</summary>
    private sealed class Lines
    {
        private readonly Channel<TimeSpan> _times = Channel.CreateUnbounded<TimeSpan>();

        /// <summary>A time a frame.</summary>
        public ChannelReader<TimeSpan> Times => _times.Reader;

        /// <summary>The last line that looks like an error.</summary>
        public string? Complaint { get; private set; }

        public async Task EndAfterAsync(Task errorsRead)
        {
            await errorsRead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _times.Writer.TryComplete();
        }

        public void Read(string line)
        {
            if (PresentationTime().Match(line) is { Success: true } match
                && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
                _times.Writer.TryWrite(TimeSpan.FromSeconds(seconds));
            else if (Complaints().IsMatch(line))
                Complaint = $"ffmpeg: {line[(line.LastIndexOf(": ", StringComparison.Ordinal) + 1)..].Trim()}";
        }
    }
}
