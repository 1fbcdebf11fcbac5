using StreamMood.Vision.Tracking;

namespace StreamMood.Pipeline.Inference;

/// <summary>What the worker keeps of one camera while it has the camera's partition.</summary>
internal sealed class CameraState(string id, AssignedPartition partition)
{
    public string Id { get; } = id;

    public AssignedPartition Partition { get; } = partition;

    /// <summary>Belongs to whichever lane has the camera's frame.</summary>
    public FaceTracker Tracker { get; } = new();

    /// <summary>When a frame of it was last read, a timestamp. Only the intake reads and writes it.</summary>
    public long LastRead { get; set; }

    /// <summary>Frames waiting for a lane, in order. The backlog's, under its lock.</summary>
    public Queue<FrameWork> Waiting { get; } = new();

    /// <summary>Whether a lane has a frame of it. The backlog's, under its lock.</summary>
    public bool IsInLane { get; set; }

    /// <summary>Whether it stands in the line of cameras. The backlog's, under its lock.</summary>
    public bool IsInLine { get; set; }
}
