using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StreamMood.Pipeline.Telemetry;

/// <summary>What is told about the process itself: version, start, room on its disk, and until when its certificates hold.</summary>
public sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter = StreamMoodMeter.Create();

    /// <summary>Metrics of this process.</summary>
    /// <param name="certificates">PEM files that expire: setting and path.</param>
    public ProcessMetrics(IEnumerable<(string Setting, string File)> certificates)
    {
        var files = certificates.ToArray();
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        _meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process started, in seconds since 1970");
        _meter.CreateObservableGauge(
            "streammood.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Version)), null, "1, with the program's version");
        _meter.CreateObservableGauge("streammood.disk.free", () => Disk(d => d.AvailableFreeSpace), "By", "Free on the disk of the working directory");
        _meter.CreateObservableGauge("streammood.disk.size", () => Disk(d => d.TotalSize), "By", "Size of the disk of the working directory");
        _meter.CreateObservableGauge("streammood.certificate.expiry_time", () => Expiries(files), "s", "When a certificate in use ends, in seconds since 1970");
    }

    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Disk(Func<DriveInfo, long> read)
    {
        DriveInfo? drive = null;
        try
        {
            drive = new DriveInfo(Environment.CurrentDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No such directory any more: nothing to tell.
        }

        if (drive is { IsReady: true })
            yield return new Measurement<long>(read(drive));
    }

    // Read again each time: a certificate that was renewed on disk is the one to tell of.
    private static IEnumerable<Measurement<double>> Expiries((string Setting, string File)[] files)
    {
        foreach (var (setting, file) in files)
            if (EndOf(file) is { } end)
                yield return new Measurement<double>(end.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("setting", setting));
    }

    private static DateTimeOffset? EndOf(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return certificate.NotAfter;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
