namespace StreamMood.IntegrationTests;

/// <summary>Waits for conditions instead of sleeping.</summary>
internal static class Poll
{
    /// <summary>How long anything may take on a machine that is busy with other things; what fails takes it in full.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task Until(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), () => what);

    /// <param name="condition">What is waited for.</param>
    /// <param name="what">How it stands, asked for when it does not come.</param>
    public static Task Until(Func<bool> condition, Func<string> what) => UntilAsync(() => Task.FromResult(condition()), what);

    public static Task UntilAsync(Func<Task<bool>> condition, string what) => UntilAsync(condition, () => what);

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                Assert.Fail($"still not so after {Patience.TotalSeconds} s: {what()}");
            await Task.Delay(10);
        }
    }
}
