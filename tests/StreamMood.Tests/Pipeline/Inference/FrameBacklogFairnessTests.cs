using FsCheck;
using FsCheck.Xunit;
using StreamMood.Pipeline.Inference;

namespace StreamMood.Tests.Pipeline.Inference;

public sealed class FrameBacklogFairnessTests
{
    private const int Cameras = 5, Lanes = 3;

    /// <summary>Whatever comes, no camera gets a second turn before every other that stood waiting at its first had one.</summary>
    [Property(MaxTest = 300)]
    public void Take_AnyArrivals_NoCameraTwiceBeforeAnotherThatWaits(byte[] steps, bool overloaded)
    {
        ArgumentNullException.ThrowIfNull(steps);
        using var bench = new WorkBench();
        var waiting = new int[Cameras];
        var passed = Enumerable.Range(0, Cameras).Select(_ => new HashSet<int>()).ToArray(); // who waits since a camera's last turn
        var inLanes = new List<FrameWork>();
        int put = 0, taken = 0, skipped = 0;
        using var backlog = new FrameBacklog(new InferenceOptions { MaxWaiting = 1024 }, Skip, bench.Time, bench.Abort);
        if (overloaded)
            Put(0, TimeSpan.FromSeconds(3));

        foreach (var step in steps.SelectMany(s => (int[])[s & 15, s >> 4]))
            switch (step)
            {
                case < 9:
                    Put(step < Cameras ? step : 0); // one sends more than the others
                    break;
                case < 13 when inLanes.Count < Lanes && InLine().Any():
                    Take();
                    break;
                case >= 13 when inLanes.Count > 0:
                    Done(inLanes[step % inLanes.Count]);
                    break;
            }

        while (inLanes.Count > 0)
            Done(inLanes[0]);
        while (InLine().Any())
        {
            Take();
            Done(inLanes[0]);
        }

        Assert.Equal(put, taken + skipped);
        Assert.Equal(0, backlog.Depth);

        void Put(int camera, TimeSpan age = default)
        {
            put++;
            waiting[camera]++;
            Assert.True(backlog.Put(bench.Frame($"{camera}/{put}", bench.Time.GetUtcNow() - age)));
        }

        void Take()
        {
            Assert.True(backlog.Take(out var work));
            taken++;
            var camera = Number(work);
            waiting[camera]--;
            Assert.Empty(passed[camera]);
            foreach (var others in passed)
                others.Remove(camera);
            passed[camera] = [.. InLine().Where(c => c != camera)];
            inLanes.Add(work);
        }

        void Done(FrameWork work)
        {
            inLanes.Remove(work);
            backlog.Done(work.Camera!);
        }

        void Skip(FrameWork work)
        {
            skipped++;
            waiting[Number(work)]--;
        }

        IEnumerable<int> InLine() => Enumerable.Range(0, Cameras).Where(c => waiting[c] > 0 && !inLanes.Exists(w => Number(w) == c));
    }

    private static int Number(FrameWork work) => work.Id.Camera[0] - '0';
}
