using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamMood.Pipeline.Sink;

/// <summary>Signatures of Standard Webhooks 1.0: HMAC-SHA256 over <c>id.timestamp.body</c>, as <c>v1,BASE64</c>.</summary>
public static class WebhookSignature
{
    /// <summary>Header of the message's id, the same with every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header of the attempt's time, seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header of the signature.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";

    /// <summary>Reads a secret, <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
    public static bool TryReadSecret(string text, out byte[] key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = [];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        Span<byte> bytes = stackalloc byte[64];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) || length < 24)
            return false;
        key = bytes[..length].ToArray();
        return true;
    }

    /// <summary>The header's value.</summary>
    /// <param name="key">The secret's bytes.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">The attempt's time, seconds since 1970.</param>
    /// <param name="body">The body, exactly as it is sent.</param>
    public static string Sign(ReadOnlySpan<byte> key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(head);
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
