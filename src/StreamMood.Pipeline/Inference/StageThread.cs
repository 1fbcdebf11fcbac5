namespace StreamMood.Pipeline.Inference;

/// <summary>A named thread that runs one stage; its end or failure is a task.</summary>
internal static class StageThread
{
    public static Task Start(string name, Action run)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                run();
                done.SetResult();
            }
#pragma warning disable CA1031 // whatever ends a stage has to reach whoever waits for it
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        }) { Name = name, IsBackground = true };
        thread.Start();
        return done.Task;
    }
}
