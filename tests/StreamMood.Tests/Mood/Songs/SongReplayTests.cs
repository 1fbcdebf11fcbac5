using StreamMood.Contracts.Events;
using StreamMood.Mood;
using StreamMood.Mood.Songs.Catalogue;
using static StreamMood.Tests.Mood.EmotionEvents;

namespace StreamMood.Tests.Mood.Songs;

/// <summary>Songs in recommendations: the same for the same stream, also when it is taken over from written state.</summary>
public sealed class SongReplayTests : IDisposable
{
    private readonly Made _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void Add_PartitionTakenOverAnywhere_NamesTheSameSongs()
    {
        var options = new MoodOptions { Songs = new SongPlayer(new SongSelector(_made.Given(120), new SelectionSettings { Length = TimeSpan.FromSeconds(6) })) };
        var events = Enumerable.Range(0, 9).SelectMany(i => Camera("cam", i * 10, i * 10 + 10, Expressions[i % 3], i * 100)).ToArray();
        var whole = Published(Run(new MoodPartition(options), events));
        for (var cut = 50; cut < events.Length; cut += 170)
        {
            var (first, store) = (new MoodPartition(options), new StateStore());
            var made = Run(first, events[..cut], flush: false);
            store.Save(first, cut);
            made.AddRange(Run(store.Restore(new MoodPartition(options)), events[cut..]));
            Assert.Equal(whole, Published(made));
        }
    }

    [Fact]
    public void Add_WithSongs_NamesOneOfTheCategoryAndTheModel()
    {
        var catalogue = _made.Given(120);
        var options = new MoodOptions { Songs = new SongPlayer(new SongSelector(catalogue, new SelectionSettings())) };
        var made = Run(Camera("cam", 0, 20, Emotion.Happiness), options);
        Assert.All(made.Where(m => m.Category == SongCategory.Happy), m =>
        {
            var song = Assert.Single(m.Songs!);
            Assert.Equal(SongCategory.Happy, catalogue.Songs.Single(s => s.Id == song.Id).Category);
            Assert.Equal(catalogue.ModelId, m.Why.SongModel);
        });
        Assert.Contains(made, m => m.Category == SongCategory.Happy);
        Assert.All(Run(Camera("cam", 0, 20, Emotion.Happiness)), m => Assert.Null(m.Songs));
    }

    private static readonly Emotion[] Expressions = [Emotion.Happiness, Emotion.Sadness, Emotion.Anger];
}
