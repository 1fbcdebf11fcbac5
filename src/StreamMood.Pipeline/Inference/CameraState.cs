using StreamMood.Vision.Tracking;

namespace StreamMood.Pipeline.Inference;

/// <summary>What the worker keeps of one camera while it has the camera's partition.</summary>
internal sealed class CameraState(AssignedPartition partition)
{
    private int _inLane;

    public AssignedPartition Partition { get; } = partition;

    /// <summary>Belongs to whichever lane has the camera's frames.</summary>
    public FaceTracker Tracker { get; } = new();

    /// <summary>The lane that has, or last had, the camera's frames. Only the intake reads and writes it.</summary>
    public InferenceLane? Lane { get; set; }

    /// <summary>Whether a lane still has frames of the camera.</summary>
    public bool IsInLane => Volatile.Read(ref _inLane) > 0;

    public void EnterLane() => Interlocked.Increment(ref _inLane);

    public void LeaveLane() => Interlocked.Decrement(ref _inLane);
}
