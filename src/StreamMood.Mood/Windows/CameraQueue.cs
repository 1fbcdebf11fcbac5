namespace StreamMood.Mood.Windows;

/// <summary>
/// Cameras in the order in which they were last heard, longest silent first. Linked through the cameras themselves, so that
/// moving one to the end costs two pointers and finding silent ones does not look at the others.
/// </summary>
internal sealed class CameraQueue
{
    private CameraWindows? _tail;

    public CameraWindows? Head { get; private set; }

    public void Append(CameraWindows camera)
    {
        camera.Queue = this;
        camera.Previous = _tail;
        camera.Next = null;
        if (_tail is null)
            Head = camera;
        else
            _tail.Next = camera;
        _tail = camera;
    }

    public void Remove(CameraWindows camera)
    {
        if (camera.Previous is null)
            Head = camera.Next;
        else
            camera.Previous.Next = camera.Next;
        if (camera.Next is null)
            _tail = camera.Previous;
        else
            camera.Next.Previous = camera.Previous;
        camera.Queue = null;
    }
}
