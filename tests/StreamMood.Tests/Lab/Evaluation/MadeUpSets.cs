using StreamMood.Tests.Vision;
using StreamMood.Tests.Vision.Imaging;

namespace StreamMood.Tests.Lab.Evaluation;

/// <summary>
/// Tiny data sets in the layouts that the lab reads. Tiles are white, which the test classifier reads as happiness, or black,
/// which it reads as everything alike, so neutral as the first; a little texture keeps them from being copies of each other.
/// </summary>
internal sealed class MadeUpSets : IDisposable
{
    private const string FerPlusHeader =
        "row,usage,sheet,tile,fer_label,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,nf,twin_in_test";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("streammood-sets-");

    public string Root => _root.FullName;

    /// <summary>
    /// Training: tiles 0 and 1. PublicTest: 2 happy, 3 neutral, 4 a tie for FER+ and sad for FER, 5 contempt, its picture that of 1.
    /// </summary>
    public string FerPlus(Func<string[], string[]>? change = null)
    {
        string[] rows =
        [
            FerPlusHeader,
            "0,Training,train_00.png,0,3,0,10,0,0,0,0,0,0,0,0,0",
            "1,Training,train_00.png,1,6,10,0,0,0,0,0,0,0,0,0,0",
            "2,PublicTest,train_00.png,2,3,0,9,1,0,0,0,0,0,0,0,1",
            "3,PublicTest,train_00.png,3,6,8,0,0,2,0,0,0,0,0,0,0",
            "4,PublicTest,train_00.png,4,4,5,0,0,5,0,0,0,0,0,0,0",
            "5,PublicTest,train_00.png,5,6,1,0,0,0,0,0,0,9,0,0,0",
        ];
        var folder = Folder("ferplus");
        File.WriteAllLines(Path.Combine(folder, "labels.csv"), change?.Invoke(rows) ?? rows);
        File.WriteAllBytes(Path.Combine(folder, "train_00.png"), Sheet(48, (0, 255), (1, 0), (2, 255), (3, 0), (4, 0), (1, 0)));
        return folder;
    }

    /// <summary>Two people of folds 5 and 4, two sequences, three frames each; peaks happy and surprised.</summary>
    public string CkPlus()
    {
        var folder = Folder("ckplus");
        File.WriteAllLines(Path.Combine(folder, "labels.csv"), ["tile,emotion,subject,sequence,frame,nth_of_last3", .. Enumerable.Range(0, 6).Select(
            i => $"{i},{(i < 3 ? "happy,S005" : "surprise,S035")},001,{10 + i % 3},{i % 3 + 1}")]);
        File.WriteAllBytes(Path.Combine(folder, "ckplus48.png"), Sheet(48, [.. Enumerable.Range(0, 6).Select(i => (i, i < 3 ? 255 : 0))]));
        return folder;
    }

    /// <summary>Three tiles: one with points, one without, one of the doubtful labeller.</summary>
    public string Muxspace()
    {
        var folder = Folder("muxspace");
        File.WriteAllLines(Path.Combine(folder, "labels.csv"),
        [
            "sheet,tile,person,labeller,emotion,lm_rx,lm_ry,lm_lx,lm_ly,lm_nx,lm_ny,lm_mrx,lm_mry,lm_mlx,lm_mly",
            "muxspace.png,0,Ann,302,happiness,30,40,66,40,48,56,34,74,62,74",
            "muxspace.png,1,Bob,302,neutral,,,,,,,,,,",
            "muxspace.png,2,Cid,jhamski,disgust,30,40,66,40,48,56,34,74,62,74",
        ]);
        File.WriteAllBytes(Path.Combine(folder, "muxspace.png"), Sheet(96, (0, 255), (1, 0), (2, 0)));
        return folder;
    }

    /// <summary>One class a folder; each file a picture of one grey.</summary>
    public string Classes(params (string Class, string File, byte[] Bytes)[] files)
    {
        var folder = Folder("classes");
        foreach (var (name, file, bytes) in files)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.WriteAllBytes(Path.Combine(folder, name, file), bytes);
        }

        return folder;
    }

    public string TextFile(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _root.Delete(true);

    private static byte[] Sheet(int side, params (int Texture, int Grey)[] tiles) => PngReaderTests.Png(TestPictures.Draw(32 * side, side, (x, y) =>
    {
        if (x / side >= tiles.Length)
            return 0;
        var (texture, grey) = tiles[x / side];
        var stripe = (x % side * (texture + 1) / 9 + y * (texture + 2) / 13) % 2 == 0 ? 40 : 0;
        return grey == 0 ? stripe : 255 - stripe;
    }));

    private string Folder(string name) => _root.CreateSubdirectory(name).FullName;
}
