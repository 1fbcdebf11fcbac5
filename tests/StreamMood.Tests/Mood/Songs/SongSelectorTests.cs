using StreamMood.Contracts.Events;
using StreamMood.Mood.Songs.Catalogue;

namespace StreamMood.Tests.Mood.Songs;

public sealed class SongSelectorTests : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);
    private readonly Made _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void Next_LongStream_NeverBreaksARule()
    {
        var catalogue = _made.Given(400);
        var settings = new SelectionSettings { NoRepeatPlays = 15, NoRepeatFor = TimeSpan.FromMinutes(40), MinTempo = 90, MaxTempo = 170, ExcludedGenres = ["ROCK"] };
        var (selector, history, random) = (new SongSelector(catalogue, settings), new PlayHistory(), new Random(2));
        var played = new List<(Song Song, DateTimeOffset At)>();
        for (var i = 0; i < 3000; i++)
        {
            var (category, at) = (SongCategories.Songs[i / 40 % 4], Start.AddSeconds(2 * i));
            var song = selector.Next(history, "cam", category, new TargetMood(random.NextSingle() - 0.5f, 0), at)!;
            Assert.Equal(category, song.Category);
            Assert.False(song.Explicit);
            Assert.InRange(song.Tempo, 90, 170);
            Assert.Equal("folk", song.Genre);
            if (played.Count == 0 || played[^1].Song != song)
                played.Add((song, at));
        }

        Assert.True(played.Count > 60);
        for (var i = 1; i < played.Count; i++)
        {
            Assert.NotEqual(played[i - 1].Song.Artist, played[i].Song.Artist);
            var (song, at) = played[i];
            var before = played.FindLastIndex(i - 1, p => p.Song == song);
            if (before >= 0)
            {
                Assert.True(i - before > settings.NoRepeatPlays, $"{song.Id} after {i - before} songs");
                Assert.True(at - played[before].At >= settings.NoRepeatFor - TimeSpan.FromSeconds(1), $"{song.Id} after {at - played[before].At}");
            }
        }
    }

    [Fact]
    public void Next_SameStreamAndSeed_SameSongsAlsoAcrossWrittenState()
    {
        var catalogue = _made.Given(200);
        var whole = Play(catalogue, seed: 3, resumeEvery: 0);
        Assert.Equal(whole, Play(catalogue, seed: 3, resumeEvery: 0));
        Assert.Equal(whole, Play(catalogue, seed: 3, resumeEvery: 7));
        Assert.NotEqual(whole, Play(catalogue, seed: 4, resumeEvery: 0));
    }

    [Fact]
    public void Next_VarietyOfOne_IsTheNearestInMood()
    {
        var catalogue = _made.Given(200);
        var selector = new SongSelector(catalogue, new SelectionSettings { Variety = 1, AllowExplicit = true });
        var target = new TargetMood(0.3f, -0.2f);
        var song = selector.Next(new PlayHistory(), "cam", SongCategory.Sad, target, Start);
        Assert.Equal(catalogue.Songs.Where(s => s.Category == SongCategory.Sad).MinBy(Distance), song);

        double Distance(Song s) => Math.Pow(s.Mood.Valence - 0.3, 2) + Math.Pow(s.Mood.Arousal + 0.2, 2);
    }

    [Fact]
    public void Next_SongEndsOrCategoryChanges_ANewOneComes()
    {
        var selector = new SongSelector(_made.Given(80), new SelectionSettings());
        var history = new PlayHistory();
        var first = selector.Next(history, "cam", SongCategory.Calm, default, Start);
        Assert.Same(first, selector.Next(history, "cam", SongCategory.Calm, default, Start.AddSeconds(119)));
        Assert.Null(selector.Next(history, "cam", SongCategory.Nobody, default, Start.AddSeconds(119)));
        Assert.Null(selector.Next(history, "cam", SongCategory.Undecided, default, Start.AddSeconds(119)));
        Assert.NotSame(first, selector.Next(history, "cam", SongCategory.Calm, default, Start.AddSeconds(120)));
        Assert.Equal(SongCategory.Sad, selector.Next(history, "cam", SongCategory.Sad, default, Start.AddSeconds(121))!.Category);
    }

    [Fact]
    public void Next_CatalogueTooSmallForTheRules_PlaysWhatWasHeardLongestAgo()
    {
        var selector = new SongSelector(_made.Given(12), new SelectionSettings { AllowExplicit = true });
        var history = new PlayHistory();
        var played = Enumerable.Range(0, 9).Select(i => selector.Next(history, "cam", SongCategory.Happy, default, Start.AddMinutes(3 * i))!.Id).ToArray();
        Assert.Equal(3, played[..3].Distinct().Count());
        Assert.All(played.Skip(1).Zip(played), p => Assert.NotEqual(p.First, p.Second));
        Assert.Null(new SongSelector(_made.Given(12), new SelectionSettings { Genres = ["opera"] }).Next(history, "cam", SongCategory.Happy, default, Start));
    }

    [Fact]
    public void Read_StateOfAnotherKind_IsRefused()
    {
        var history = new PlayHistory();
        new SongSelector(_made.Given(80), new SelectionSettings()).Next(history, "cam", SongCategory.Calm, default, Start);
        var state = new byte[history.Size];
        Assert.Equal(32, history.Write(state));
        Assert.Equal(1, PlayHistory.Read(state).Count);
        Assert.Throws<FormatException>(() => PlayHistory.Read([]));
        Assert.Throws<FormatException>(() => PlayHistory.Read(state.AsSpan(0, 25)));
        Assert.Throws<ArgumentException>(() => history.Write(new byte[3]));
        state[0] = 2;
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => PlayHistory.Read(state)).Message, StringComparison.Ordinal);
    }

    private static string[] Play(SongCatalogue catalogue, int seed, int resumeEvery)
    {
        var (selector, history) = (new SongSelector(catalogue, new SelectionSettings { Seed = seed }), new PlayHistory());
        var songs = new string[300];
        for (var i = 0; i < songs.Length; i++)
        {
            if (resumeEvery > 0 && i % resumeEvery == 0)
            {
                var state = new byte[history.Size];
                history.Write(state);
                history = PlayHistory.Read(state);
            }

            songs[i] = selector.Next(history, "cam-1", SongCategories.Songs[i / 25 % 4], new TargetMood(0.1f, 0.1f), Start.AddSeconds(20 * i))!.Id;
        }

        return songs;
    }
}
