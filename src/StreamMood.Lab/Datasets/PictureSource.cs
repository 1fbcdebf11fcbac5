using System.IO.Compression;
using StreamMood.Contracts;

namespace StreamMood.Lab.Datasets;

/// <summary>Pictures by name: a folder, or a ZIP file read in place. Not thread safe.</summary>
internal sealed class PictureSource : IDisposable
{
    private readonly string _path;
    private readonly ZipArchive? _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private PictureSource(string path, ZipArchive? zip)
    {
        (_path, _zip) = (path, zip);
        foreach (var entry in zip?.Entries ?? [])
            _entries.TryAdd(entry.FullName, entry);
    }

    /// <summary>Names of all pictures, sorted.</summary>
    public IEnumerable<string> Names => _zip is null
        ? Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories).Where(PictureFiles.IsPicture)
            .Select(f => Path.GetRelativePath(_path, f)).Order(StringComparer.Ordinal)
        : _entries.Keys.Where(PictureFiles.IsPicture).Order(StringComparer.Ordinal);

    /// <summary>Opens a folder or ZIP file.</summary>
    /// <param name="option">The option that names it, for the refusal.</param>
    /// <param name="path">Where it lies.</param>
    public static PictureSource Open(string option, string path)
    {
        if (Directory.Exists(path))
            return new PictureSource(path, null);
        if (!File.Exists(path))
            throw new UserErrorException($"{option} '{path}': there is no such folder or ZIP file");
        try
        {
            return new PictureSource(path, ZipFile.OpenRead(path));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{option} '{path}': neither a folder nor a readable ZIP file: {e.Message}", e);
        }
    }

    /// <summary>What to call a picture in a message.</summary>
    public string Describe(string name) => Path.Combine(_path, name);

    public bool Has(string name) => _zip is null ? File.Exists(Path.Combine(_path, name)) : _entries.ContainsKey(name);

    public byte[] Read(string name)
    {
        if (_zip is null)
            return PictureFiles.Read(Path.Combine(_path, name));
        try
        {
            using var stream = _entries[name].Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"{Describe(name)} cannot be unpacked: {e.Message}", e);
        }
    }

    public void Dispose() => _zip?.Dispose();
}
