namespace StreamMood.Vision.Analysis;

/// <summary>Cuts a stream of JPEG pictures, one behind the other as ffmpeg writes them, into single ones.</summary>
internal sealed class JpegSplitter
{
    // No frame within the limits is longer; a stream that never ends a picture must not fill memory.
    private const int Longest = 64 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _from, _to, _searched;

    /// <summary>The next whole picture; null at the end of the stream. A last picture without an end is given as it is.</summary>
    public async Task<byte[]?> NextAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Cut() is { } jpeg)
                return jpeg;
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_to), cancellationToken);
            if (read == 0)
                return Rest();
            _to += read;
        }
    }

    // ffmpeg writes no thumbnails, and inside entropy-coded data FF is always followed by 00 or a restart marker: the first
    // end-of-image marker ends the picture.
    private byte[]? Cut()
    {
        var end = _buffer.AsSpan(_from + _searched, _to - _from - _searched).IndexOf([(byte)0xFF, (byte)0xD9]);
        if (end < 0)
        {
            _searched = Math.Max(0, _to - _from - 1);
            return null;
        }

        var length = _searched + end + 2;
        var jpeg = _buffer.AsSpan(_from, length).ToArray();
        (_from, _searched) = (_from + length, 0);
        return jpeg;
    }

    private void MakeRoom()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        if (_to < _buffer.Length)
            return;
        if (_buffer.Length >= Longest)
            throw new InvalidDataException($"a picture of the stream is longer than {Longest >> 20} MiB");
        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private byte[]? Rest()
    {
        if (_from == _to)
            return null;
        var rest = _buffer.AsSpan(_from, _to - _from).ToArray();
        (_from, _searched) = (_to, 0);
        return rest;
    }
}
