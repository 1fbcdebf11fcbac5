using Confluent.Kafka;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Fuzzing;

/// <summary>Kafka headers and keys, damaged.</summary>
internal static class HeaderDamage
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Headers of a frame.</summary>
    public static Headers? Frame(Random random, out string? key) => Damage(EventMessages.Frame(new FrameId("lobby", 5, 7), Noon, [], ConsentBases.Synthetic), random, out key);

    /// <summary>Headers of any message, damaged: values changed, missing, doubled, empty, null, huge; now and then whole.</summary>
    public static Headers? Damage(Message<string, byte[]> message, Random random, out string? key)
    {
        key = random.Next(30) switch { 0 => null, 1 => "", 2 => new string('x', random.Next(300)), _ => message.Key };
        if (random.Next(60) == 0)
            return null;
        var headers = new Headers();
        foreach (var header in message.Headers)
        {
            var value = header.GetValueBytes();
            switch (random.Next(40))
            {
                case 0:
                    break;
                case 1:
                    headers.Add(header.Key, null);
                    break;
                case 2:
                    headers.Add(header.Key, Mutator.Damage(value, [0xC3, 0x28, 0xED, 0xA0, 0x80, 0xF0], random, value.Length));
                    break;
                case 3:
                    headers.Add(header.Key, value);
                    headers.Add(header.Key, Mutator.Damage(value, value, random, value.Length));
                    break;
                case 4:
                    headers.Add(header.Key, new byte[random.Next(2000)]);
                    break;
                case 5:
                    headers.Add(header.Key[..random.Next(1, header.Key.Length)], value);
                    break;
                default:
                    headers.Add(header.Key, value);
                    break;
            }
        }

        return headers;
    }
}
