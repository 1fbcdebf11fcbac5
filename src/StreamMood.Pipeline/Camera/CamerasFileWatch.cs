using System.Security.Cryptography;
using System.Text;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// Waits until the content of a file has become another and stayed so from one look to the next, so that a file is not read
/// while it is being written. Looks instead of being told: editors, configuration maps and network shares replace files in
/// ways of which notifications miss some. Not thread safe.
/// </summary>
internal sealed class CamerasFileWatch
{
    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private string _taken;
    private string _seen;

    /// <param name="path">The file, read already.</param>
    /// <param name="interval">From one look to the next, above 0.</param>
    /// <param name="time">The clock.</param>
    public CamerasFileWatch(string path, TimeSpan interval, TimeProvider time)
    {
        _path = path;
        _interval = interval;
        _time = time;
        _taken = _seen = Look();
    }

    /// <summary>Returns when the file has changed; each change is told once.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_interval, _time, cancellationToken);
            var now = Look();
            var settled = now == _seen;
            _seen = now;
            if (!settled || now == _taken)
                continue;
            _taken = now;
            return;
        }
    }

    private string Look()
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(e.Message)));
        }
    }
}
