namespace StreamMood.Contracts.Reading;

/// <summary>
/// The headers of a consumed message, whatever the Kafka client. Implement it with a small struct over the client's own type; the
/// reader is generic, so that nothing is boxed or copied.
/// </summary>
public interface IMessageHeaders
{
    /// <summary>The value of the last header of this name.</summary>
    /// <param name="name">Its name, one of the constants of <see cref="Events.EventHeaders"/>; ordinal.</param>
    /// <param name="value">Its bytes.</param>
    /// <returns>False when there is no such header.</returns>
    bool TryGetLast(string name, out ReadOnlySpan<byte> value);
}

/// <summary>Headers as a list of pairs, for tests and for clients that hand them over so.</summary>
/// <param name="Pairs">Names and values in the order of the message.</param>
public readonly record struct MessageHeaders(IReadOnlyList<KeyValuePair<string, byte[]>> Pairs) : IMessageHeaders
{
    /// <inheritdoc />
    public bool TryGetLast(string name, out ReadOnlySpan<byte> value)
    {
        for (var i = (Pairs?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (!string.Equals(Pairs![i].Key, name, StringComparison.Ordinal))
                continue;
            value = Pairs[i].Value;
            return true;
        }

        value = default;
        return false;
    }
}
