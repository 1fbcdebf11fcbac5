using StreamMood.Fuzzing;

namespace StreamMood.Tests.Fuzz;

/// <summary>The short form of <c>tests/fuzz/run</c>, in this process.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData("frames", 4000)]
    [InlineData("events", 20_000)]
    public void Run_ShortForm_FindsNothingAndReachesEveryKindOfOutcome(string name, int count)
    {
        using var target = FuzzTargets.Open(name, 20);
        var seen = new HashSet<int>();
        for (var number = 0; number < count; number++)
        {
            try
            {
                seen.Add(target.Run(number));
            }
            catch (Exception e)
            {
                Assert.Fail($"case {number}: {e}");
            }
        }

        // Damage that only ever meets the first check tests nothing behind it.
        Assert.True(seen.Count * 3 >= target.Outcomes.Count * 2, $"only {string.Join(", ", seen.Select(o => target.Outcomes[o]))}");
    }

    [Fact]
    public void Run_CaseThrows_IsAFindingAndTheNextCaseRuns()
    {
        var path = Path.GetTempFileName();
        try
        {
            var found = new List<long>();
            using (var ledger = new Ledger(path))
                Worker.Run(new Odd(), ledger, 10, (number, _) => found.Add(number));
            using var again = new Ledger(path);
            Assert.Equal([3], found);
            Assert.Equal((10, 1, 9), (again.Case, again.Found, again.Count(0)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Input_SameSeedAndNumber_IsTheSame()
    {
        using var one = FuzzTargets.Open("events", 5);
        using var other = FuzzTargets.Open("events", 5);
        for (var number = 0; number < 100; number++)
            Assert.Equal(one.Input(number), other.Input(number));
    }

    private sealed class Odd : IFuzzTarget
    {
        public IReadOnlyList<string> Outcomes => ["even"];

        public byte[] Input(long number) => [];

        public int Run(long number) => number == 3 ? throw new InvalidOperationException() : 0;

        public void Dispose()
        {
        }
    }
}
