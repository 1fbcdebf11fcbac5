using StreamMood.Contracts;
using StreamMood.Contracts.Events;

namespace StreamMood.Lab.Datasets;

/// <summary>Goes through a table that has a column <c>emotion</c>, and parts the split from the rest.</summary>
internal sealed class LabelledSheet
{
    private readonly CsvTable _table;
    private readonly LabelSet _labels;
    private readonly List<FacePicture> _others = [];
    private int _leftOut;

    public LabelledSheet(
        CsvTable table, LabelSet labels, Predicate<CsvRow> inside, Func<CsvRow, FacePicture> picture,
        Func<CsvRow, string> person, Func<CsvRow, Landmarks?> landmarks)
    {
        (_table, _labels) = (table, labels);
        foreach (var row in table.Rows)
        {
            if (!EmotionNames.TryParse(row["emotion"], out var label))
                throw row.Refuse($"label '{row["emotion"]}' is unknown; expected one of {EmotionNames.Known}");
            if (!inside(row))
                _others.Add(picture(row));
            else if (!labels.Classes().Contains(label))
                _leftOut++;
            else
                Faces.Add(new LabelledFace($"{table.Path} row {row.Number}", picture(row), label) { Person = person(row), Landmarks = landmarks(row) });
        }
    }

    public List<LabelledFace> Faces { get; } = [];

    public EmotionDataset ToDataset(string name, string split, IEnumerable<string> notes)
    {
        if (Faces.Count == 0)
            throw new UserErrorException($"{_table.Path}: split '{split}' has no labelled pictures");
        if (_leftOut > 0)
            notes = notes.Append($"{_leftOut} pictures of contempt are left out, which the seven classes of --labels fer do not have");
        return new EmotionDataset { Name = name, Labels = _labels, Split = split, Faces = Faces, Others = _others, Notes = [.. notes] };
    }
}
