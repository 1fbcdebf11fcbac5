using System.Text.Json;
using FsCheck.Xunit;
using StreamMood.Cli.Web.Board;
using StreamMood.Contracts.Events;
using static StreamMood.Tests.Cli.Web.BoardEvents;

namespace StreamMood.Tests.Cli.Web;

public sealed class BoardTests
{
    [Property(MaxTest = 150)]
    public void Publish_AnyEvents_AnySnapshotWithTheDeltasAfterItIsTheState(int seed)
    {
        var random = new Random(seed);
        var board = new LiveBoard(camera => camera.EndsWith('1') ? "lobby" : null, mostCards: 5);
        var view = new BoardView("e", false);
        List<BoardDelta> deltas = [];
        List<BoardSnapshot> snapshots = [view.ToSnapshot()];
        var now = At(0).ToUnixTimeMilliseconds();
        for (var i = 0; i < 120; i++)
        {
            now += random.Next(30) == 0 ? 700_000 : random.Next(700);
            Take(board, random, now);
            if (random.Next(3) > 0 || board.Publish(now) is not { } delta)
                continue;
            deltas.Add(delta);
            view.Apply(delta);
            snapshots.Add(view.ToSnapshot());
        }

        var final = Text(view);
        for (var k = 0; k < snapshots.Count; k++)
        {
            var reader = new BoardView(JsonSerializer.Deserialize(JsonSerializer.Serialize(snapshots[k], BoardJson.Default.BoardSnapshot), BoardJson.Default.BoardSnapshot)!);
            foreach (var delta in deltas.Skip(k))
                reader.Apply(JsonSerializer.Deserialize(JsonSerializer.Serialize(delta, BoardJson.Default.BoardDelta), BoardJson.Default.BoardDelta)!);
            Assert.Equal(final, Text(reader));
        }
    }

    [Property(MaxTest = 60)]
    public void Publish_AnyRecommendations_ShowsTheNewestOfEachAndTheLastWindows(int seed)
    {
        var random = new Random(seed);
        var board = new LiveBoard(_ => null);
        var view = new BoardView("e", false);
        Dictionary<string, List<RecommendationEvent>> kept = [];
        for (var i = 1; i < 400; i++)
        {
            var made = Recommendation($"cam-{random.Next(3)}", i - random.Next(3), SongCategories.Songs[random.Next(4)], random.Next(-100, 101) / 100f);
            board.Take(made, i);
            var list = kept.TryGetValue(made.Camera, out var before) ? before : kept[made.Camera] = [];
            // What comes late or twice changes nothing.
            if (list.Count == 0 || made.WindowEnd > list[^1].WindowEnd)
                list.Add(made);
            if (random.Next(4) == 0 && board.Publish(i) is { } delta)
                view.Apply(delta);
        }

        if (board.Publish(1000) is { } last)
            view.Apply(last);
        Assert.All(view.ToSnapshot().Cards, card =>
        {
            var all = kept[card.Id];
            Assert.Equal(all[^1].WindowEnd.ToUnixTimeMilliseconds(), card.Mood!.End);
            Assert.Equal(all[^1].Category.Name(), card.Choice!.Category);
            Assert.Equal(all.TakeLast(BoardView.Windows).Select(r => r.WindowEnd.ToUnixTimeMilliseconds()), card.Points!.Where((_, i) => i % BoardView.Stride == 0));
            Assert.Equal(all.TakeLast(BoardView.Windows).Select(r => (long)r.Category), card.Points!.Where((_, i) => i % BoardView.Stride == 3));
        });
    }

    [Fact]
    public void Take_EmotionEventsFasterThanPeopleRead_AreToldOnceASecond()
    {
        var board = new LiveBoard(_ => null);
        var told = 0;
        for (var i = 0; i < 100; i++)
        {
            board.Take(Seen("cam-1", i / 10.0), At(i / 10.0).ToUnixTimeMilliseconds() + 30);
            told += board.Publish(At(i / 10.0).ToUnixTimeMilliseconds() + 30)?.Cards?.Count ?? 0;
        }

        Assert.Equal(10, told);
    }

    [Fact]
    public void Take_FirstFrameOfACameraThatHasReported_IsTold()
    {
        var board = new LiveBoard(_ => null);
        board.Take(Report("cam-1", 0), 0);
        board.Publish(0);
        board.Take(Seen("cam-1", 1), At(1).ToUnixTimeMilliseconds());
        Assert.NotNull(board.Publish(At(1).ToUnixTimeMilliseconds())?.Cards?[0].Seen);
    }

    [Fact]
    public void Take_MoreCamerasThanKept_CountsTheOthersAndForgetsTheSilent()
    {
        var board = new LiveBoard(_ => null, mostCards: 2);
        foreach (var camera in (string[])["a", "b", "c", "d"])
            board.Take(Report(camera, 0), 0);
        Assert.Equal((2, 2), (board.Publish(0)!.Cards!.Count, TotalsOf(board).NotShown));

        board.Take(Report("a", 900), 700_000);
        board.Take(Report("c", 900), 700_000);
        var later = board.Publish(700_000)!;
        Assert.Equal(["b"], later.Gone!);
        Assert.Equal(["a", "c"], later.Cards!.Select(c => c.Id).Order());

        BoardTotals TotalsOf(LiveBoard b)
        {
            b.Take(Seen("a", 1), 1);
            return b.Publish(5000)!.Totals!;
        }
    }

    [Fact]
    public void Take_ThousandsOfDeadLetters_KeepsTheLastAndCountsAll()
    {
        var board = new LiveBoard(_ => null);
        var view = new BoardView("e", false);
        for (var i = 0; i < 3000; i++)
            board.Take(Dead("cam-1", $"reason-{i % 300}"), i, i);
        view.Apply(board.Publish(3000)!);
        var snapshot = view.ToSnapshot();
        Assert.Equal(BoardView.Lines, snapshot.Dead.Count);
        Assert.Equal(2999, snapshot.Dead[^1].At);
        Assert.Equal(3000, snapshot.DeadReasons.Values.Sum());
        Assert.True(snapshot.DeadReasons.Count <= 51);
        Assert.Equal(3000, snapshot.Cards[0].Seen!.Dead);
    }

    private static void Take(LiveBoard board, Random random, long now)
    {
        var camera = $"cam-{random.Next(8)}";
        var at = random.Next(300);
        switch (random.Next(6))
        {
            case 0:
                board.Take(Report(camera, at, captured: at, dropped: at / 9), now);
                break;
            case 1:
                board.Take(Seen(camera, at), now);
                break;
            case 2:
                board.Take(Dead(random.Next(2) == 0 ? camera : null, $"r{random.Next(3)}"), now, now);
                break;
            case 3:
                board.Take(new ControlRecord { Camera = camera, Decisions = [Decision((ControlKind)random.Next(7), at) with { Category = SongCategory.Calm, Strategy = "iso" }] }, now);
                break;
            default:
                board.Take(Recommendation(camera, at, (SongCategory)random.Next(6), zone: random.Next(4) == 0 ? "lobby" : null, track: random.Next(9) == 0 ? 3 : null, song: $"s{random.Next(3)}"), now);
                break;
        }
    }

    private static string Text(BoardView view) => JsonSerializer.Serialize(view.ToSnapshot(), BoardJson.Default.BoardSnapshot);
}
