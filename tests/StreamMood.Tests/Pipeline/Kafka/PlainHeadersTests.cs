using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StreamMood.Pipeline.Kafka;

namespace StreamMood.Tests.Pipeline.Kafka;

/// <summary>Records as a broker lays them out: the value, then headers behind it.</summary>
public sealed class PlainHeadersTests
{
    [Fact]
    public void TryFind_SeveralOfAName_IsTheLast()
    {
        var record = Record([("ce_id", "old"), ("ce_time", "noon"), ("ce_id", "new"), ("ce_i", "prefix"), ("ce_id2", "longer")]);
        Assert.Equal((true, "new"), Find(record, "ce_id"));
        Assert.Equal((true, "noon"), Find(record, "ce_time"));
        Assert.Equal((true, ""), Find(record, "ce_type"));
    }

    [Fact]
    public void TryFind_NoHeadersOrNullValue_IsEmpty()
    {
        Assert.Equal((true, ""), Find(Record([]), "ce_id"));
        Assert.Equal((true, ""), Find(Record([("ce_id", null)]), "ce_id"));
    }

    [Fact]
    public void TryFind_NoValue_IsNotForIt() => Assert.False(Find(Record([("ce_id", "1")]), "ce_id", hasValue: false).Read);

    /// <summary>A count, a name's or a value's length that cannot be: the client's own call is to be asked.</summary>
    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0x82, 0x01 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(new byte[] { 2, 1 })]
    [InlineData(new byte[] { 2, 0x80, 0x80, 0x80, 0x08 })]
    [InlineData(new byte[] { 2, 2, (byte)'a', 3 })]
    public void TryFind_NotAsItShouldBe_IsRefused(byte[] headers) => Assert.False(Find(headers, "a").Read);

    /// <summary>Any headers are found as they were written, a value of any length among them.</summary>
    [Property(MaxTest = 200)]
    public Property TryFind_AnyHeaders_AreFoundAsWritten()
    {
        var name = Gen.Elements("a", "ce_id", "traceparent", "content-type", "x");
        var value = Gen.OneOf(Gen.Choose(0, 70), Gen.Choose(8000, 8400)).Select(n => new string('v', n));
        return Prop.ForAll(Gen.ListOf(from n in name from v in value select (n, v)).Where(h => h.Count <= 64).ToArbitrary(), headers =>
        {
            var record = Record([.. headers.Select(h => (h.Item1, (string?)h.Item2))]);
            foreach (var wanted in (string[])["a", "ce_id", "traceparent", "content-type", "x", "b"])
                Assert.Equal((true, headers.LastOrDefault(h => h.Item1 == wanted).Item2 ?? ""), Find(record, wanted));
        });
    }

    private static (bool Read, string Value) Find(byte[] headers, string name, bool hasValue = true)
    {
        byte[] value = [.. "{\"some\":\"value\"}"u8];
        // What lies behind a record is the next one.
        byte[] bytes = [.. value, .. headers, .. Enumerable.Repeat((byte)0xFF, 16)];
        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        var message = Marshal.AllocHGlobal(Marshal.SizeOf<Librdkafka.Message>());
        try
        {
            Marshal.StructureToPtr(new Librdkafka.Message { Payload = hasValue ? pinned.AddrOfPinnedObject() : 0, Length = (nuint)value.Length }, message, fDeleteOld: false);
            return (PlainHeaders.TryFind(message, name, out var found), Encoding.UTF8.GetString(found));
        }
        finally
        {
            Marshal.FreeHGlobal(message);
            pinned.Free();
        }
    }

    private static byte[] Record(IReadOnlyList<(string Name, string? Value)> headers)
    {
        List<byte> record = [];
        Length(headers.Count);
        foreach (var (name, value) in headers)
        {
            Length(name.Length);
            record.AddRange(Encoding.ASCII.GetBytes(name));
            Length(value?.Length ?? -1);
            record.AddRange(Encoding.ASCII.GetBytes(value ?? ""));
        }

        return [.. record];

        void Length(int length)
        {
            var bits = (uint)((length << 1) ^ (length >> 31));
            for (; bits >= 0x80; bits >>= 7)
                record.Add((byte)(bits | 0x80));
            record.Add((byte)bits);
        }
    }
}
