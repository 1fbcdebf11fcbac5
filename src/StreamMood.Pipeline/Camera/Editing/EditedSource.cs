using StreamMood.Pipeline.Camera.Sources;

namespace StreamMood.Pipeline.Camera.Editing;

/// <summary>Another source's frames, edited and sifted. A frame that cannot be edited counts as damaged and never passes as it was.</summary>
internal sealed class EditedSource : IFrameSource
{
    private readonly IFrameSource _source;
    private readonly FrameEditor? _editor;
    private readonly MotionGate? _gate;
    private long _damaged;

    public EditedSource(IFrameSource source, FrameEditor? editor, MotionGate? gate)
    {
        _source = source;
        _editor = editor;
        _gate = gate;
    }

    /// <inheritdoc />
    public long Missed => _source.Missed;

    /// <inheritdoc />
    public long Damaged => _source.Damaged + _damaged;

    /// <inheritdoc />
    public async ValueTask<SourceRead> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _source.ReadAsync(cancellationToken);
            if (read.Status != SourceStatus.Frame)
                return read;
            if (_editor is not null)
            {
                if (_editor.Edit(read.Frame.Jpeg) is not { } edited)
                {
                    _damaged++;
                    continue;
                }

                read = read with { Frame = read.Frame with { Jpeg = edited } };
            }

            return _gate is null || _gate.Passes(read.Frame.Jpeg) ? read : new SourceRead(SourceStatus.Unchanged);
        }
    }

    /// <inheritdoc />
    public ValueTask CloseAsync() => _source.CloseAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _editor?.Dispose();
        _gate?.Dispose();
    }
}
