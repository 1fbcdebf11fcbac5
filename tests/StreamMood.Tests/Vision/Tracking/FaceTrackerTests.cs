using FsCheck.Xunit;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Detection;
using StreamMood.Vision.Tracking;

namespace StreamMood.Tests.Vision.Tracking;

public sealed class FaceTrackerTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 200)]
    public void Update_AnyFrames_GivesUniquePositiveNumbers(int seed)
    {
        var random = new Random(seed);
        var tracker = new FaceTracker();
        for (var frame = 0; frame < 30; frame++)
        {
            var faces = Enumerable.Range(0, random.Next(8)).Select(_ => Face(random.Next(600), random.Next(400), random.Next(10, 150))).ToArray();
            var tracks = Update(tracker, faces, random.Next(0, 3000) + frame * 100);
            Assert.Equal(tracks.Length, tracks.Distinct().Count());
            Assert.All(tracks, t => Assert.True(t > 0));
        }
    }

    [Property(MaxTest = 100)]
    public void Update_SmallMotionInAnyOrder_KeepsNumbers(int seed)
    {
        var random = new Random(seed);
        var tracker = new FaceTracker();
        // Faces on a grid, wandering less than half their distance.
        var centres = Enumerable.Range(0, random.Next(1, 7)).Select(i => (X: 100f + i % 3 * 200, Y: 100f + i / 3 * 200)).ToArray();
        int[]? first = null;
        for (var frame = 0; frame < 25; frame++)
        {
            for (var i = 0; i < centres.Length; i++)
                centres[i] = (Math.Clamp(centres[i].X + random.Next(-12, 13), 60 + i % 3 * 200, 140 + i % 3 * 200), Math.Clamp(centres[i].Y + random.Next(-12, 13), 60 + i / 3 * 200, 140 + i / 3 * 200));
            var order = Enumerable.Range(0, centres.Length).OrderBy(_ => random.Next()).ToArray();
            var tracks = Update(tracker, [.. order.Select(i => Face(centres[i].X, centres[i].Y, 80))], frame * 100);
            var byFace = new int[centres.Length];
            for (var i = 0; i < order.Length; i++)
                byFace[order[i]] = tracks[i];
            first ??= byFace;
            Assert.Equal(first, byFace);
        }
    }

    [Property(MaxTest = 50)]
    public void Update_SameFrames_GivesSameNumbers(int seed)
    {
        Assert.Equal(Run(), Run());

        int[] Run()
        {
            var random = new Random(seed);
            var tracker = new FaceTracker();
            return [.. Enumerable.Range(0, 20).SelectMany(f => Update(
                tracker, [.. Enumerable.Range(0, random.Next(6)).Select(_ => Face(random.Next(300), random.Next(300), random.Next(40, 90)))], f * 100))];
        }
    }

    [Theory]
    [InlineData(900, true)]
    [InlineData(1100, false)]
    public void Update_FaceUnseenForAWhile_IsRememberedForASecond(int gap, bool same)
    {
        var tracker = new FaceTracker();
        var before = Update(tracker, [Face(100, 100, 60)], 0)[0];
        Update(tracker, [], gap / 2);
        Assert.Equal(same, Update(tracker, [Face(104, 102, 60)], gap)[0] == before);
    }

    [Fact]
    public void Update_FrameFromBefore_StillMatches()
    {
        var tracker = new FaceTracker();
        var id = Update(tracker, [Face(100, 100, 60)], 500)[0];
        Assert.Equal(id, Update(tracker, [Face(101, 100, 60)], 400)[0]);
        Assert.Equal(id, Update(tracker, [Face(102, 100, 60)], 600)[0]);
    }

    [Fact]
    public void Update_ClockSetFarBack_StartsAnew()
    {
        var tracker = new FaceTracker();
        var id = Update(tracker, [Face(100, 100, 60)], 1_000_000)[0];
        Assert.NotEqual(id, Update(tracker, [Face(100, 100, 60)], 0)[0]);
        Assert.Equal(id + 1, Update(tracker, [Face(100, 100, 60)], 100)[0]);
    }

    [Fact]
    public void Update_FaceOfAnotherSizeAtTheSamePlace_IsAnother()
    {
        var tracker = new FaceTracker();
        var id = Update(tracker, [Face(100, 100, 40)], 0)[0];
        Assert.NotEqual(id, Update(tracker, [Face(100, 100, 120)], 100)[0]);
    }

    [Fact]
    public void Update_TracksTooShort_Throws() =>
        Assert.Throws<ArgumentException>(() => new FaceTracker().Update([Face(1, 1, 9)], Start, []));

    [Fact]
    public void Update_Warm_AllocatesNothing()
    {
        var tracker = new FaceTracker();
        DetectedFace[] faces = [Face(100, 100, 60), Face(300, 100, 60), Face(200, 300, 80)];
        var tracks = new int[3];
        var now = Start;
        Assert.Equal(0, Allocation.OnceWarm(() => tracker.Update(faces, now += TimeSpan.FromMilliseconds(100), tracks)));
    }

    private static DetectedFace Face(float x, float y, float size) => new(new Box(x - size / 2, y - size / 2, size, size), 0.9f, default);

    private static int[] Update(FaceTracker tracker, DetectedFace[] faces, int ms)
    {
        var tracks = new int[faces.Length];
        tracker.Update(faces, Start.AddMilliseconds(ms), tracks);
        return tracks;
    }
}
