using System.Text.Json;
using StreamMood.Cli.Web.Board;

namespace StreamMood.Cli.Web;

/// <summary>
/// Gives every reader of the stream what it has not had, without keeping anything for any of them: the last deltas lie here once,
/// as bytes, and a reader that has fallen behind them begins anew with a snapshot. Thread-safe.
/// </summary>
internal sealed class BoardHub
{
    /// <summary>How often changes are told.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private const int KeptDeltas = 120;
    private const int KeptBytes = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly LiveBoard _board;
    private readonly BoardView _view;
    private readonly TimeProvider _time;
    private readonly Queue<(long Seq, byte[] Json)> _deltas = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Seq, byte[] Json) _snapshot = (-1, []);
    private long _seq;
    private long _bytes;

    public BoardHub(LiveBoard board, bool writable, TimeProvider time)
    {
        _board = board;
        _time = time;
        Epoch = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        _view = new BoardView(Epoch, writable);
    }

    /// <summary>Names this run of the server.</summary>
    public string Epoch { get; }

    /// <summary>Hands the board over for a change.</summary>
    /// <param name="change">Gets the board and the time in ms since 1970.</param>
    public void Change(Action<LiveBoard, long> change)
    {
        lock (_gate)
            change(_board, _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>Tells readers what changed.</summary>
    public void Publish()
    {
        TaskCompletionSource told;
        lock (_gate)
        {
            if (_board.Publish(_time.GetUtcNow().ToUnixTimeMilliseconds()) is not { } delta)
                return;
            _view.Apply(delta);
            var json = JsonSerializer.SerializeToUtf8Bytes(delta, BoardJson.Default.BoardDelta);
            _deltas.Enqueue((delta.Seq, json));
            _bytes += json.Length;
            while (_deltas.Count > KeptDeltas || (_bytes > KeptBytes && _deltas.Count > 1))
                _bytes -= _deltas.Dequeue().Json.Length;
            _seq = delta.Seq;
            (told, _next) = (_next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        told.SetResult();
    }

    /// <summary>The board as readers know it, with the number of its last delta.</summary>
    public (long Seq, byte[] Json) Snapshot()
    {
        lock (_gate)
        {
            if (_snapshot.Seq != _seq)
                _snapshot = (_seq, JsonSerializer.SerializeToUtf8Bytes(_view.ToSnapshot(), BoardJson.Default.BoardSnapshot));
            return _snapshot;
        }
    }

    /// <summary>The deltas after one.</summary>
    /// <param name="seq">The last delta that a reader has.</param>
    /// <param name="deltas">Those after it, in order.</param>
    /// <param name="next">Ends when there is another.</param>
    /// <returns>False when some of them are no longer here.</returns>
    public bool TryAfter(long seq, out IReadOnlyList<(long Seq, byte[] Json)> deltas, out Task next)
    {
        lock (_gate)
        {
            next = _next.Task;
            deltas = [.. _deltas.Where(d => d.Seq > seq)];
            return seq <= _seq && (seq == _seq || (_deltas.Count > 0 && _deltas.Peek().Seq <= seq + 1));
        }
    }
}
