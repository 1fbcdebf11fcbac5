namespace StreamMood.Pipeline.Inference;

/// <summary>
/// The cameras whose frames this worker reads. Ids come from outside, so the table is bounded: when it is full, cameras that have
/// been silent for a while are forgotten, and with them track numbers that would have ended anyway. For one thread.
/// </summary>
internal sealed class CameraTable(TimeProvider time, int capacity = CameraTable.DefaultCapacity)
{
    public const int DefaultCapacity = 4096;

    // Longer than a tracker remembers a face.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, CameraState> _cameras = new(StringComparer.Ordinal);

    public int Count => _cameras.Count;

    /// <summary>What is kept of a camera whose frame came from <paramref name="partition"/>.</summary>
    public CameraState Of(string camera, AssignedPartition partition)
    {
        if (!_cameras.TryGetValue(camera, out var state) || state.Partition != partition)
        {
            if (_cameras.Count >= capacity)
                MakeRoom();
            state = _cameras[camera] = new CameraState(camera, partition);
        }

        state.LastRead = time.GetTimestamp();
        return state;
    }

    /// <summary>Forgets the cameras of partitions that are another worker's by now, and with them their tracks.</summary>
    public void ForgetLost()
    {
        foreach (var (camera, state) in _cameras)
            if (state.Partition.IsLost)
                _cameras.Remove(camera);
    }

    // The silent ones; where nobody is silent (ids that never come twice), the half read longest ago. A state with frames in work
    // is referenced by them and ends with them.
    private void MakeRoom()
    {
        foreach (var (camera, state) in _cameras)
            if (time.GetElapsedTime(state.LastRead) > Silence)
                _cameras.Remove(camera);
        if (_cameras.Count < capacity)
            return;
        foreach (var state in _cameras.Values.OrderBy(s => s.LastRead).Take(capacity / 2).ToList())
            _cameras.Remove(state.Id);
    }
}
