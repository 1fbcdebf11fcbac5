namespace StreamMood.Lab.Training.Trees;

/// <summary>Rows by column in single precision, and the order of every column, sorted once for all trees.</summary>
internal sealed class SortedColumns
{
    public SortedColumns(double[][] rows)
    {
        Count = rows.Length;
        Values = new float[rows[0].Length][];
        Order = new int[Values.Length][];
        for (var f = 0; f < Values.Length; f++)
        {
            Values[f] = Array.ConvertAll(rows, r => (float)r[f]);
            Order[f] = [.. Enumerable.Range(0, Count)];
            var column = Values[f];
            Array.Sort(Order[f], (a, b) => column[a] != column[b] ? column[a].CompareTo(column[b]) : a.CompareTo(b));
        }
    }

    public int Count { get; }

    /// <summary>Values by column.</summary>
    public float[][] Values { get; }

    /// <summary>Rows in rising order of each column.</summary>
    public int[][] Order { get; }
}
