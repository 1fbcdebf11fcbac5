using System.IO.MemoryMappedFiles;

namespace StreamMood.Fuzzing;

/// <summary>
/// Where a worker stands, in a file that is mapped into memory: it outlives the worker however that dies, costs nothing a case,
/// and a later run goes on from it. One writer; readers may look at any time.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private const int Slots = 64;
    private const int Next = 0;
    private const int Findings = 1;
    private const int Counts = 4;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public Ledger(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Slots * sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The case that is running or comes next.</summary>
    public long Case
    {
        get => Read(Next);
        set => _view.Write(Next * sizeof(long), value);
    }

    /// <summary>Cases that threw, killed the worker or hung.</summary>
    public long Found
    {
        get => Read(Findings);
        set => _view.Write(Findings * sizeof(long), value);
    }

    /// <summary>How often an outcome came.</summary>
    public long Count(int outcome) => Read(Counts + outcome);

    /// <summary>Counts an outcome and goes on to the next case.</summary>
    public void Settle(int outcome)
    {
        _view.Write((Counts + outcome) * sizeof(long), Count(outcome) + 1);
        Case++;
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private long Read(int slot) => _view.ReadInt64(slot * sizeof(long));
}
