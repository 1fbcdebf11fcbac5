namespace StreamMood.IntegrationTests;

/// <summary>Waits for conditions instead of sleeping.</summary>
internal static class Poll
{
    /// <summary>How long anything may take on a machine that is busy with other things; what fails takes it in full.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task Until(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience))
                Assert.Fail($"still not so after {(patience ?? Patience).TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (patience ?? Patience))
                Assert.Fail($"still not so after {(patience ?? Patience).TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }
}
