namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Frames read and not yet looked at. Lanes take from it in turns over the cameras, so that each camera with frames waiting gets
/// the same share however many it sends; a camera's frames are in one lane at a time and in order, because tracking needs order.
/// </summary>
/// <remarks>
/// As long as frames are young, none is left out: a full backlog holds the intake back. Once one has waited for half the allowed
/// age, the worker is overloaded: then each camera keeps its newest frame only and the older ones are skipped before any work is
/// spent on them, so that what is emitted stays young while the lanes stay busy. That ends when hardly anything is skipped any
/// more.
/// <para>
/// Replayed frames begin no overload, for they are old by nature. A camera's replay stands in line as a camera beside it
/// (<see cref="FrameIntake"/> sees to that), so a long replay costs live cameras at most every second turn. Live frames that lie
/// behind it in the topic and so grow old begin the overload, in which of a replay too only the newest frame is kept: it is read
/// past, rather than waited for.
/// </para>
/// Thread-safe.
/// </remarks>
internal sealed class FrameBacklog : IDisposable
{
    // However many cameras there are, waiting frames take no more than this.
    private const int MostFrames = 1024;
    private const long MostBytes = 64 << 20;

    // Overload ends when less than one frame of so many was skipped for a second.
    private const int RareSkip = 50;

    // Frames waiting for each lane that give it work for longer than any pause in reading.
    private const int PlentyForALane = 16;

    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Queue<CameraState> _line = new();
    private readonly Action<FrameWork> _skip;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tooLong;
    private readonly int _capacity;
    private readonly int _plenty;
    private readonly CancellationToken _abort;
    private readonly CancellationTokenRegistration _wake;
    private int _count;
    private long _bytes;
    private bool _completed;
    private bool _intakeWaits;
    private bool _overloaded;
    private long _windowStart;
    private int _taken;
    private int _superseded;

    /// <param name="options">Sizes and the allowed age.</param>
    /// <param name="skip">Ends a frame that is left out because of overload; called under the backlog's lock.</param>
    /// <param name="time">The clock.</param>
    /// <param name="abort">Ends waiting for room.</param>
    public FrameBacklog(InferenceOptions options, Action<FrameWork> skip, TimeProvider time, CancellationToken abort)
    {
        _capacity = options.MaxWaiting;
        _plenty = PlentyForALane * options.LaneCount;
        _tooLong = options.MaxAge / 2;
        _skip = skip;
        _time = time;
        _abort = abort;
        _wake = abort.Register(Wake);
    }

    /// <summary>Frames waiting.</summary>
    public int Depth => Volatile.Read(ref _count);

    /// <summary>Whether frames are left out so that the others stay young.</summary>
    public bool IsOverloaded => Volatile.Read(ref _overloaded);

    /// <summary>Whether it is overloaded, and has so much that lanes will not miss what is read a moment later.</summary>
    public bool HasPlenty => IsOverloaded && Depth >= _plenty;

    /// <summary>Adds a frame of a camera, waiting for room. False when aborted: the frame was not taken.</summary>
    public bool Put(FrameWork work)
    {
        lock (_gate)
        {
            while (!Watch(work) && (_count >= _capacity || _bytes >= MostBytes))
            {
                if (_abort.IsCancellationRequested)
                    return false;
                _intakeWaits = true;
                Monitor.Wait(_gate, Recheck);
                _intakeWaits = false;
            }

            // One that takes another's place goes in however much there is: its camera may stand in line.
            var camera = work.Camera!;
            var replaces = _overloaded && camera.Waiting.Count > 0;
            if (replaces)
            {
                SkipWaiting(camera);
            }
            else if (_count >= MostFrames || _bytes >= MostBytes)
            {
                Skip(work);
                return true;
            }

            camera.Waiting.Enqueue(work);
            _count++;
            _bytes += work.Jpeg.Length;
            StandInLine(camera);
            return true;
        }
    }

    /// <summary>
    /// Takes the next frame, waiting for one; its camera is in the lane until <see cref="Done"/>. False when completed and empty.
    /// </summary>
    public bool Take(out FrameWork work)
    {
        lock (_gate)
        {
            while (_line.Count == 0)
            {
                if (_completed && _count == 0)
                {
                    work = null!;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            var camera = _line.Dequeue();
            camera.IsInLine = false;
            camera.IsInLane = true;
            work = Next(camera);
            while (Watch(work) && camera.Waiting.Count > 0)
            {
                Skip(work);
                work = Next(camera);
            }

            _taken++;
            if (_overloaded)
                Calm();
            if (_intakeWaits)
                Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>The lane is done with the camera's frame.</summary>
    public void Done(CameraState camera)
    {
        lock (_gate)
        {
            camera.IsInLane = false;
            if (camera.Waiting.Count > 0)
                StandInLine(camera);
            if (_completed && _count == 0)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends an overload whose frames have come to an end; to be called now and then, as lanes that get none notice nothing.</summary>
    public void Settle()
    {
        lock (_gate)
            if (_overloaded && _count == 0)
                Calm();
    }

    /// <summary>No more frames will come; <see cref="Take"/> gives those that wait, then none.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose() => _wake.Dispose();

    private FrameWork Next(CameraState camera)
    {
        var work = camera.Waiting.Dequeue();
        _count--;
        _bytes -= work.Jpeg.Length;
        return work;
    }

    private void StandInLine(CameraState camera)
    {
        if (camera.IsInLane || camera.IsInLine)
            return;
        camera.IsInLine = true;
        _line.Enqueue(camera);
        if (_intakeWaits)
            Monitor.PulseAll(_gate); // a single pulse could wake the intake instead of a lane
        else
            Monitor.Pulse(_gate);
    }

    // An old frame begins the overload, unless it is a replay.
    private bool Watch(FrameWork work)
    {
        if (!_overloaded && _tooLong > TimeSpan.Zero && _time.GetUtcNow() - work.CapturedAt > _tooLong && !work.IsReplay)
        {
            _overloaded = true;
            _windowStart = _time.GetTimestamp();
            _taken = _superseded = 0;
        }

        return _overloaded;
    }

    private void Calm()
    {
        if (_time.GetElapsedTime(_windowStart) < Window)
            return;
        _overloaded = (long)_superseded * RareSkip > _taken;
        _windowStart = _time.GetTimestamp();
        _taken = _superseded = 0;
    }

    private void SkipWaiting(CameraState camera)
    {
        while (camera.Waiting.Count > 0)
            Skip(Next(camera));
    }

    private void Skip(FrameWork work)
    {
        _superseded++;
        _skip(work);
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
