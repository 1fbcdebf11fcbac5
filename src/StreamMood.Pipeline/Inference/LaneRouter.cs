namespace StreamMood.Pipeline.Inference;

/// <summary>
/// Chooses the lane of each frame. A camera stays in its lane while the lane has frames of it, because tracking needs order;
/// otherwise the least busy lane takes it, so that however cameras and load change, the lanes share the work. For one thread.
/// </summary>
internal sealed class LaneRouter(InferenceLane[] lanes)
{
    private readonly Dictionary<string, CameraState> _cameras = new(StringComparer.Ordinal);

    /// <summary>What is kept of a camera whose frame came from <paramref name="partition"/>.</summary>
    public CameraState Camera(string camera, AssignedPartition partition)
    {
        if (_cameras.TryGetValue(camera, out var state) && state.Partition == partition)
            return state;
        return _cameras[camera] = new CameraState(partition);
    }

    /// <summary>The lane for the camera's next frame.</summary>
    public InferenceLane Lane(CameraState camera)
    {
        if (camera.Lane is { } current && camera.IsInLane)
            return current;
        var least = lanes[0];
        foreach (var lane in lanes)
            if (lane.Load < least.Load)
                least = lane;
        camera.Lane = least;
        return least;
    }

    /// <summary>Forgets the cameras of partitions that are another worker's by now, and with them their tracks.</summary>
    public void ForgetLost()
    {
        foreach (var (camera, state) in _cameras)
            if (state.Partition.IsLost)
                _cameras.Remove(camera);
    }
}
