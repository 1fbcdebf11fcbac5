using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace StreamMood.Pipeline.Camera;

/// <summary>
/// A camera's address. It may hold a password, so its text is given to the peer alone: <see cref="ToString"/> and all that is
/// said about it leave out user, password, query and whatever in the path looks like a setting.
/// </summary>
public sealed partial class SourceUrl : IEquatable<SourceUrl>
{
    private readonly string[] _secrets;

    private SourceUrl(string text, Uri uri)
    {
        Text = text;
        Uri = uri;
        var user = Between(text, "://", "@");
        Shown = $"{uri.Scheme}://{uri.Host}{(uri.IsDefaultPort || uri.Port < 0 ? "" : $":{uri.Port}")}{Path(uri)}";
        _secrets =
        [
            .. new[] { text, uri.ToString(), uri.AbsoluteUri, uri.UserInfo, Uri.UnescapeDataString(uri.UserInfo), user, Password(uri.UserInfo), Uri.UnescapeDataString(Password(uri.UserInfo)), uri.Query, HidesPath(uri) ? uri.AbsolutePath : "" }
                .Where(s => s.Length > 2).Distinct().OrderByDescending(s => s.Length),
        ];
    }

    /// <summary>The address without what it may hide.</summary>
    public string Shown { get; }

    /// <summary>The whole address; for the peer alone.</summary>
    internal string Text { get; }

    /// <summary>The whole address, taken apart.</summary>
    internal Uri Uri { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="schemes">Schemes that will do.</param>
    /// <param name="url">What was read.</param>
    public static bool TryParse(string text, ReadOnlySpan<string> schemes, [NotNullWhen(true)] out SourceUrl? url)
    {
        url = null;
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0
            || !schemes.Contains(uri.Scheme))
            return false;
        url = new SourceUrl(text, uri);
        return true;
    }

    /// <summary>A line that others wrote, such as ffmpeg's, without this address's secrets.</summary>
    public string Redact(string line)
    {
        line = line.Replace(Text, Shown, StringComparison.Ordinal);
        foreach (var secret in _secrets)
            line = line.Replace(secret, "***", StringComparison.Ordinal);
        return UserInfo().Replace(line, "$1***@");
    }

    /// <inheritdoc />
    public bool Equals(SourceUrl? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SourceUrl);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Shown;

    // Some cameras take user and password in the path.
    private static bool HidesPath(Uri uri) => uri.AbsolutePath.AsSpan().ContainsAny("=&;");

    private static string Path(Uri uri) => HidesPath(uri) ? "/…" : uri.Query.Length > 0 ? uri.AbsolutePath + "?…" : uri.AbsolutePath;

    private static string Password(string userInfo) => userInfo.IndexOf(':') is >= 0 and var colon ? userInfo[(colon + 1)..] : "";

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = text.LastIndexOf(end, StringComparison.Ordinal);
        return to > from ? text[from..to] : "";
    }

    [GeneratedRegex(@"(\w+://)[^/\s'""]*@")]
    private static partial Regex UserInfo();
}
