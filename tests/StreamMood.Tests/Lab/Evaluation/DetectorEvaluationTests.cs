using System.IO.Compression;
using StreamMood.Contracts;
using StreamMood.Lab.Evaluation;
using StreamMood.Tests.Vision;

namespace StreamMood.Tests.Lab.Evaluation;

public sealed class DetectorEvaluationTests : IDisposable
{
    private readonly TestModels _models = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streammood-scenes-");

    public void Dispose()
    {
        _models.Dispose();
        _folder.Delete(true);
    }

    // The test detector sees a face of 32 × 32 pixels about every bright 8 × 8 place of its input; 8 × 8 squares make one each.
    [Fact]
    public void Run_TwoOfThreeFacesFound_CountsByHeight()
    {
        Picture("images", "a.jpg", (100, 100), (204, 100));
        var report = Run("file,x,y,w,h\na.jpg,84,84,32,32\na.jpg,188,84,32,32\na.jpg,10,10,20,20\n");
        Assert.Equal((1, 3), (report.Images, report.Faces));
        Assert.Equal((null, null, 1.0, 0.0), (report.Recall.From96, report.Recall.From48, report.Recall.From24, report.Recall.From0));
        Assert.Equal(1, report.Precision);
        Assert.Equal(2 / 3.0, report.Ap50, 1e-6);
        Assert.Null(report.Nme);
        Assert.Null(report.FalsePositivesPerNegative);
        Assert.Contains("\"recall\":{\"96\":null,\"48\":null,\"24\":1,\"0\":0}", report.ToJson(), StringComparison.Ordinal);
        Assert.Equal(
            "model images faces recall precision ap50 falsePositivesPerNegative nme msPerImage",
            string.Join(' ', System.Text.Json.JsonDocument.Parse(report.ToJson()).RootElement.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void Run_SmallPictureBlownUp_MeasuresHeightAtTheInput()
    {
        // 160 × 120 is shown at 320 × 240, so 16 pixels become 32.
        Picture("images", "a.jpg", 160, 120, 4, (50, 50));
        Assert.Equal(1, Run("file,x,y,w,h\na.jpg,42,42,16,16\n").Recall.From24);
    }

    [Fact]
    public void Run_NegativesAndIgnoredRegions_AreCounted()
    {
        Picture("images", "a.jpg", (100, 100), (204, 100));
        Picture("negatives", "n1.jpg", (100, 100));
        Picture("negatives", "n2.jpg");
        File.WriteAllText(In("ignore.csv"), "file,x,y,w,h\na.jpg,180,80,60,60\nother.jpg,1,1,1,1\n");
        var report = Run("file,x,y,w,h\na.jpg,84,84,32,32\n", o => (o.Negatives, o.Ignore) = (In("negatives"), In("ignore.csv")));
        Assert.Equal((1.0, 0.5, 0.5, 1.0), (report.Precision, report.FalsePositivesPerNegative, report.NegativesWithFace, report.Ap50));
        Assert.Equal(0.5, Run("file,x,y,w,h\na.jpg,84,84,32,32\n").Precision);
    }

    [Fact]
    public void Run_ZipSplitMoreBoxesAndPoints_AreRead()
    {
        Picture("images", "a.jpg", (100, 100), (204, 100));
        Picture("images", "b.jpg", (100, 100));
        ZipFile.CreateFromDirectory(In("images"), In("images.zip"));
        File.WriteAllText(In("more.csv"), "file,x,y,w,h\na.jpg,188,84,32,32\nb.jpg,1,1,5,5\n");
        const string Points = "lm_rx,lm_ry,lm_lx,lm_ly,lm_nx,lm_ny,lm_mrx,lm_mry,lm_mlx,lm_mly";
        var report = Run(
            $"file,split,box_x,box_y,box_w,box_h,{Points}\na.jpg,test,84,84,32,32,92,94,108,94,100,101,94,109,106,109\nb.jpg,train,84,84,32,32,0,0,1,1,0,0,0,0,0,0\n",
            o => (o.Images, o.Split, o.MoreBoxes) = (In("images.zip"), "test", [In("more.csv")]));
        Assert.Equal((1, 2, 1.0), (report.Images, report.Faces, report.Recall.From24));
        Assert.Equal(0, report.Nme!.Value, 0.02);
    }

    [Theory]
    [InlineData("file,x,y,w\na.jpg,1,1,1\n", "boxes.csv row 1: column 'h' is missing")]
    [InlineData("x,y,w,h\n1,1,1,1\n", "boxes.csv row 1: column 'file' is missing")]
    [InlineData("file,x,y,w,h\na.jpg,1,1,0,5\n", "boxes.csv row 2: the box is 0 x 5 pixels")]
    [InlineData("file,x,y,w,h\na.jpg,1,1,5,5\na.jpg,one,1,5,5\n", "boxes.csv row 3: column 'x' is 'one'")]
    [InlineData("file,x,y,w,h\na.jpg,1,1,5,5\nnone.jpg,1,1,5,5\n", "boxes.csv row 3: picture 'none.jpg' is not in ")]
    [InlineData("file,x,y,w,h\nbad.jpg,1,1,5,5\n", "boxes.csv row 2: ")]
    [InlineData("file,x,y,w,h\n", "has no rows")]
    public void Run_WrongTableOrPicture_NamesFileAndRow(string table, string words)
    {
        Picture("images", "a.jpg");
        File.WriteAllText(In(Path.Combine("images", "bad.jpg")), "words");
        var error = Assert.Throws<UserErrorException>(() => Run(table));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Run_NoZip_SaysWhichOption()
    {
        File.WriteAllText(In("no.zip"), "words");
        Assert.Contains("--images", Assert.Throws<UserErrorException>(() => Run("file,x,y,w,h\na,1,1,1,1\n", o => o.Images = In("no.zip"))).Message, StringComparison.Ordinal);
        Assert.Contains("--images", Assert.Throws<UserErrorException>(() => Run("file,x,y,w,h\na,1,1,1,1\n", o => o.Images = In("none"))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_YunetOnRealFaces_FindsNearlyAll()
    {
        var yunet = TestPictures.Shared("detectors", "yunet_n_dynamic.onnx");
        var table = File.ReadLines(TestPictures.Shared("faces-in-context", "caltech_faces.csv")).Take(41);
        var report = Run(string.Join('\n', table), o => (o.Models, o.Images) = ([yunet], TestPictures.Shared("faces-in-context", "caltech_faces.zip")));
        Assert.Equal(40, report.Faces);
        Assert.True(report.Ap50 > 0.95);
    }

    private DetectorReport Run(string table, Action<DetectorEvaluationOptions>? change = null)
    {
        File.WriteAllText(In("boxes.csv"), table);
        var options = new DetectorEvaluationOptions { Models = [_models.Detector()], Images = In("images"), Boxes = In("boxes.csv") };
        change?.Invoke(options);
        return Assert.Single(DetectorEvaluation.Run(options, null, default));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private void Picture(string folder, string name, params (int X, int Y)[] faces) => Picture(folder, name, 320, 240, 8, faces);

    private void Picture(string folder, string name, int width, int height, int side, params (int X, int Y)[] faces)
    {
        _folder.CreateSubdirectory(folder);
        File.WriteAllBytes(In(Path.Combine(folder, name)), TestPictures.Jpeg(TestPictures.Squares(width, height, side, faces), 100));
    }
}
