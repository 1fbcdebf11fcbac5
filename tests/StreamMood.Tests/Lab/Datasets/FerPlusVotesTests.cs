using StreamMood.Contracts.Events;
using StreamMood.Lab.Datasets;

namespace StreamMood.Tests.Lab.Datasets;

public sealed class FerPlusVotesTests
{
    [Theory]
    [InlineData("6 0 4 0 0 0 0 0 0 0", Emotion.Neutral)]
    [InlineData("4 1 1 1 1 1 1 0 0 0", Emotion.Neutral)] // single votes are outliers, so four of four
    [InlineData("0 0 0 3 0 2 0 0 0 0", Emotion.Sadness)]
    [InlineData("0 0 0 0 0 0 0 10 0 0", Emotion.Contempt)]
    public void Majority_MoreThanHalfOfWhatIsLeft_IsTheLabel(string votes, Emotion label) => Assert.Equal(label, FerPlusVotes.Majority(Votes(votes)));

    [Theory]
    [InlineData("5 5 0 0 0 0 0 0 0 0")] // a tie
    [InlineData("4 3 3 0 0 0 0 0 0 0")] // the most, but not the majority
    [InlineData("0 0 0 0 2 0 0 0 8 0")] // unknown
    [InlineData("0 0 0 0 0 0 0 0 0 10")] // not a face
    [InlineData("1 1 1 1 1 1 1 1 1 1")] // outliers only
    public void Majority_WithoutOne_LeavesThePictureOut(string votes) => Assert.Null(FerPlusVotes.Majority(Votes(votes)));

    private static int[] Votes(string text) => Array.ConvertAll(text.Split(' '), int.Parse);
}
