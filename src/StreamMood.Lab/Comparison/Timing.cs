using System.Diagnostics;

namespace StreamMood.Lab.Comparison;

/// <summary>Times small pieces of work.</summary>
internal static class Timing
{
    private const int Calls = 200;

    /// <summary>Median milliseconds of a call, after some to warm up.</summary>
    public static double Median(Action call)
    {
        var times = new double[Calls];
        for (var i = -Calls / 4; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Calls / 2];
    }
}
