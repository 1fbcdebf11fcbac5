using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamMood.Vision.Models;

/// <summary>Checksums by which model files are told apart.</summary>
public static class Checksums
{
    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public static string Sha256(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>The name git gives a file: SHA-1 over "blob", its length and its bytes; lower-case hexadecimal.</summary>
    public static string GitBlob(ReadOnlySpan<byte> file)
    {
        // Names an object of a repository by its publisher's own scheme; it guards against a mix-up and a cut download.
#pragma warning disable CA5350
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {file.Length}\0")));
        hash.AppendData(file);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
