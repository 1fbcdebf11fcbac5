using StreamMood.Contracts.Events;
using StreamMood.Lab.Evaluation;
using StreamMood.Vision.Alignment;

namespace StreamMood.Tests.Lab.Evaluation;

public sealed class TestTimeViewsTests
{
    [Fact]
    public void Of_Plain_IsTheWholeCropAlone()
    {
        var (side, x, y, mirrored) = Assert.Single(TestTimeViews.Of(augmented: false));
        var whole = new Similarity(1.5f, 0.2f, 10, 20);
        Assert.False(mirrored);
        Assert.Equal(whole, TestTimeViews.Place(whole, 48, side, x, y));
    }

    [Fact]
    public void Of_Augmented_StaysInsideTheCrop()
    {
        var views = TestTimeViews.Of(augmented: true);
        Assert.Equal((10, 5), (views.Count, views.Count(v => v.Mirrored)));
        Assert.Equal(10, views.Distinct().Count());
        var whole = new Similarity(1.5f, 0.2f, 10, 20);
        Assert.All(views, view =>
        {
            var placed = TestTimeViews.Place(whole, 48, view.Side, view.X, view.Y);
            foreach (var corner in (Point[])[new(0, 0), new(48, 0), new(48, 48)])
            {
                var inCrop = whole.Inverse().Apply(placed.Apply(corner));
                Assert.InRange(inCrop.X, -0.01f, 48.01f);
                Assert.InRange(inCrop.Y, -0.01f, 48.01f);
            }
        });
    }
}
