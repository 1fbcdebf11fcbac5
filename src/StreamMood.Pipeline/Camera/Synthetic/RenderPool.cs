using System.Collections.Concurrent;
using StreamMood.Vision.Imaging;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>What drawing one picture needs and cameras can share.</summary>
internal sealed class RenderKit(IFaceArtist artist) : IDisposable
{
    private byte[] _frame = [];

    /// <summary>Draws faces.</summary>
    public IFaceArtist Artist => artist;

    /// <summary>Writes the JPEG.</summary>
    public JpegEncoder Encoder { get; } = new();

    /// <summary>A frame buffer of the wanted length.</summary>
    public Span<byte> Frame(int length)
    {
        if (_frame.Length < length)
            _frame = new byte[length];
        return _frame.AsSpan(0, length);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        artist.Dispose();
        Encoder.Dispose();
    }
}

/// <summary>
/// Bounds how many pictures are drawn at one time, whatever the number of cameras, and shares what drawing needs between them.
/// Thread-safe.
/// </summary>
internal sealed class RenderPool : IDisposable
{
    private readonly ConcurrentBag<RenderKit> _free = [];
    private readonly SemaphoreSlim _gate;

    /// <param name="size">Pictures drawn at one time, at least 1.</param>
    /// <param name="artist">Makes a face artist; called <paramref name="size"/> times, now.</param>
    public RenderPool(int size, Func<IFaceArtist> artist)
    {
        _gate = new SemaphoreSlim(size);
        for (var i = 0; i < size; i++)
            _free.Add(new RenderKit(artist()));
    }

    /// <summary>Waits for a kit; give it back.</summary>
    public async ValueTask<RenderKit> TakeAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return _free.TryTake(out var kit) ? kit : throw new InvalidOperationException("more takers than kits");
    }

    /// <summary>Gives a kit back.</summary>
    public void Return(RenderKit kit)
    {
        _free.Add(kit);
        _gate.Release();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var kit in _free)
            kit.Dispose();
        _gate.Dispose();
    }
}
