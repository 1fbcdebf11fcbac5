using System.Buffers.Binary;

namespace StreamMood.Vision.Video;

/// <summary>What <see cref="MjpegSplitter.Read"/> came upon.</summary>
internal enum SplitResult
{
    /// <summary>The bytes so far hold no whole frame; write more.</summary>
    NeedMore,

    /// <summary>A whole JPEG, from its SOI to its EOI marker.</summary>
    Frame,

    /// <summary>A JPEG that passed the limit; its bytes are gone.</summary>
    TooLarge,

    /// <summary>A JPEG that broke off or whose markers make no sense; its bytes are gone.</summary>
    Damaged,
}

/// <summary>
/// Cuts a stream of JPEGs laid end to end into frames, however the bytes arrive. Follows the marker structure (ITU-T T.81
/// annex B) instead of looking for an end marker, so that a thumbnail inside a frame does not end it; between frames it skips
/// what is no JPEG. Holds one frame at most. Not thread safe.
/// </summary>
internal sealed class MjpegSplitter
{
    private const int FirstBuffer = 128 * 1024;
    private const int LeastRoom = 32 * 1024;

    private const byte Mark = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    private readonly int _limit;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private int _at;
    private bool _open;
    private bool _inScan;
    private bool _sawScan;

    /// <param name="limit">Largest frame in bytes.</param>
    public MjpegSplitter(int limit) => _limit = limit;

    /// <summary>Bytes held now: at most a frame of the limit and one write.</summary>
    public int Buffered => _end - _start;

    /// <summary>Room to write the next bytes of the stream to; call <see cref="Read"/> until it needs more before asking again.</summary>
    public Memory<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _at -= _start;
            _start = 0;
        }

        if (_buffer.Length - _end < LeastRoom)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        return _buffer.AsMemory(_end);
    }

    /// <summary>Takes the first <paramref name="count"/> bytes of the room as written.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next frame or fault in what was written.</summary>
    /// <param name="frame">The frame; valid until the next call of <see cref="Room"/>.</param>
    public SplitResult Read(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!_open && !FindStart())
            return SplitResult.NeedMore;

        var step = Follow();
        if (step == Step.Done && _at - _start <= _limit)
        {
            frame = _buffer.AsSpan(_start, _at - _start);
            Close(_at);
            return SplitResult.Frame;
        }

        if (step == Step.Wrong)
        {
            // A false start swallows nothing: the search goes on right behind it.
            Close(_inScan ? _at : _start + 2);
            return SplitResult.Damaged;
        }

        if (_end - _start <= _limit && step == Step.More)
            return SplitResult.NeedMore;
        Close(step == Step.Done ? _at : _end);
        return SplitResult.TooLarge;
    }

    private bool FindStart()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        var found = rest.IndexOf([Mark, StartOfImage]);
        if (found < 0)
        {
            // The last byte may be the first half of a start marker.
            _start = rest.Length > 0 && rest[^1] == Mark ? _end - 1 : _end;
            return false;
        }

        _start += found;
        _at = _start + 2;
        _open = true;
        _inScan = false;
        _sawScan = false;
        return true;
    }

    private void Close(int next)
    {
        _start = next;
        _open = false;
    }

    private enum Step
    {
        More,
        Done,
        Wrong,
    }

    // Each turn stands at a marker, or somewhere within the compressed data of a scan.
    private Step Follow()
    {
        while (true)
        {
            if (_inScan)
            {
                var marker = _buffer.AsSpan(_at, _end - _at).IndexOf(Mark);
                if (marker < 0)
                {
                    _at = _end;
                    return Step.More;
                }

                _at += marker;
            }

            if (_end - _at < 2)
                return Step.More;
            if (_buffer[_at] != Mark)
                return Step.Wrong;
            var code = _buffer[_at + 1];
            switch (code)
            {
                case Mark:
                    _at++;
                    continue;
                case 0x00 when _inScan:
                case >= 0xD0 and <= 0xD7 when _inScan:
                    _at += 2;
                    continue;
                case EndOfImage when _sawScan:
                    _at += 2;
                    return Step.Done;
                case 0x00 or StartOfImage or EndOfImage or (>= 0xD0 and <= 0xD7):
                    return Step.Wrong;
                case 0x01:
                    _at += 2;
                    continue;
            }

            if (_end - _at < 4)
                return Step.More;
            var length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_at + 2));
            if (length < 2)
                return Step.Wrong;
            if (_end - _at < 2 + length)
                return Step.More;
            _at += 2 + length;
            _inScan = code == StartOfScan;
            _sawScan |= _inScan;
        }
    }
}
