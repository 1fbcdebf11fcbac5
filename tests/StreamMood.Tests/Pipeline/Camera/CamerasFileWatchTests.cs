using Microsoft.Extensions.Time.Testing;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class CamerasFileWatchTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void ChangedAsync_FileBeingWritten_WaitsUntilItStaysTheSame()
    {
        var changed = Watch().ChangedAsync(CancellationToken.None);
        foreach (var text in (string[])["[", "[{", "[{}]"])
        {
            File.WriteAllText(_file, text);
            _time.Advance(Look);
            Assert.False(changed.IsCompleted);
        }

        _time.Advance(Look);
        Assert.True(changed.IsCompletedSuccessfully);
    }

    [Fact]
    public void ChangedAsync_OnlyTouchedOrChangedBack_IsNoChange()
    {
        var watch = Watch();
        var changed = watch.ChangedAsync(CancellationToken.None);
        File.SetLastWriteTimeUtc(_file, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _time.Advance(2 * Look);
        File.WriteAllText(_file, "[1]");
        _time.Advance(Look);
        File.WriteAllText(_file, "");
        for (var i = 0; i < 5; i++)
            _time.Advance(Look);
        Assert.False(changed.IsCompleted);
    }

    [Fact]
    public void ChangedAsync_FileGone_IsToldOnce()
    {
        var watch = Watch();
        var changed = watch.ChangedAsync(CancellationToken.None);
        File.Delete(_file);
        for (var i = 0; i < 3; i++)
            _time.Advance(Look);
        Assert.True(changed.IsCompletedSuccessfully);
        changed = watch.ChangedAsync(CancellationToken.None);
        for (var i = 0; i < 3; i++)
            _time.Advance(Look);
        Assert.False(changed.IsCompleted);
    }

    private CamerasFileWatch Watch() => new(_file, Look, _time);
}
