using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StreamMood.Contracts.Events;
using StreamMood.Contracts.Json;
using StreamMood.Contracts.Reading;
using StreamMood.Contracts.Topics;

namespace StreamMood.Tests.Contracts.Schemas;

/// <summary>The schema files and the AsyncAPI document say what the code does.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string, Type> Events => new()
    {
        { "emotion", typeof(EmotionEvent) }, { "recommendation", typeof(RecommendationEvent) }, { "dead-letter", typeof(DeadLetter) },
        { "camera", typeof(CameraReport) }, { "control", typeof(ControlRecord) },
    };

    [Fact]
    public void EveryKind_OfEventAndHeaders_HasItsFile() => Assert.Equal(
        Events.Select(e => (string)e[0]).Concat(["event-headers", "frame-headers", "dead-letter-headers"]).Order(), SchemaFiles.Kinds());

    [Theory]
    [MemberData(nameof(Events))]
    public void Properties_OfRecords_AreThoseOfTheSchema(string kind, Type type)
    {
        var root = SchemaFiles.Load(kind).Root;
        Compare(EventJson.Default.GetTypeInfo(type)!, root, root, kind);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Examples_AreValidAndRoundTrip(string kind, Type type)
    {
        var schema = SchemaFiles.Load(kind);
        foreach (var example in schema.Root.GetProperty("examples").EnumerateArray())
        {
            Assert.Empty(schema.Problems(example));
            var read = JsonSerializer.Deserialize(example, EventJson.Default.GetTypeInfo(type)!)!;
            var again = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(read, EventJson.Default.GetTypeInfo(type)!)).RootElement;
            Assert.True(JsonElement.DeepEquals(example, again), $"{example}\nbecame\n{again}");
        }
    }

    [Fact]
    public void AsyncApi_ExampleMessages_AreReadAsEvents()
    {
        foreach (var (topic, message) in Messages().Where(m => m.Message.TryGetProperty("examples", out _)))
        {
            var example = message.GetProperty("examples")[0];
            var headers = new MessageHeaders([.. example.GetProperty("headers").EnumerateObject().Select(h => KeyValuePair.Create(h.Name, System.Text.Encoding.UTF8.GetBytes(h.Value.GetString()!)))]);
            var payload = example.GetProperty("payload");
            var key = payload.TryGetProperty("camera", out var camera) ? camera.GetString()! : "zone:" + payload.GetProperty("zone").GetString();
            var read = EventReader.Read(topic, System.Text.Encoding.UTF8.GetBytes(key), headers, System.Text.Encoding.UTF8.GetBytes(payload.GetRawText()));
            Assert.True(read.Ok, $"{topic}: {read.Problem}, {read.Detail}");
        }
    }

    [Fact]
    public void AsyncApi_ChannelsTypesAndTopicSettings_AreThoseOfTheCode()
    {
        Assert.Equal(EventType.All.Select(t => (t.Topic, t.Type, t.Media)).Order(), Messages().Select(m => (m.Topic, m.Message.GetProperty("name").GetString()!, m.Message.GetProperty("contentType").GetString()!)).Order());
        foreach (var channel in Document().GetProperty("channels").EnumerateObject())
        {
            var spec = TopicSpec.All.Single(t => t.Name == channel.Value.GetProperty("address").GetString());
            var kafka = channel.Value.GetProperty("bindings").GetProperty("kafka");
            var settings = kafka.GetProperty("topicConfiguration");
            Assert.Equal(spec.Partitions, kafka.GetProperty("partitions").GetInt32());
            Assert.Equal(spec.Retention is null ? "compact" : "delete", settings.GetProperty("cleanup.policy")[0].GetString());
            Assert.Equal(spec.Retention?.TotalMilliseconds, settings.TryGetProperty("retention.ms", out var retention) ? retention.GetDouble() : null);
            Assert.Equal(EventType.OfTopic(spec.Name)!.Compacted, spec.Retention is null);
        }
    }

    private static IEnumerable<(string Topic, JsonElement Message)> Messages()
    {
        var document = Document();
        foreach (var channel in document.GetProperty("channels").EnumerateObject())
            foreach (var message in channel.Value.GetProperty("messages").EnumerateObject())
                yield return (channel.Value.GetProperty("address").GetString()!, SchemaValidator.Resolve(document, message.Value.GetProperty("$ref").GetString()!));
    }

    private static JsonElement Document() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SchemaFiles.Folder, "asyncapi.json"))).RootElement;

    // Names both ways, what must be there, and the words of enumerations; down to every record inside.
    private static void Compare(JsonTypeInfo type, JsonElement schema, JsonElement root, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = SchemaValidator.Resolve(root, reference.GetString()!);
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        type = EventJson.Default.GetTypeInfo(plain)!;
        if (plain == typeof(EmotionScores))
        {
            Assert.Equal(Emotions.Labels, schema.GetProperty("properties").EnumerateObject().Select(p => p.Name));
            return;
        }

        if (plain.IsEnum)
        {
            var words = Enum.GetValues(plain).Cast<object>().Select(v => JsonSerializer.Serialize(v, plain).Trim('"'));
            Assert.Equal(words.Order(), schema.GetProperty("enum").EnumerateArray().Select(e => e.GetString()!).Order());
            return;
        }

        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            Assert.Equal("array", schema.GetProperty("type").GetString());
            Compare(EventJson.Default.GetTypeInfo(type.ElementType!)!, schema.GetProperty("items"), root, at + "[]");
            return;
        }

        if (type.Kind != JsonTypeInfoKind.Object)
        {
            Assert.Equal(plain == typeof(int) || plain == typeof(long) ? "integer" : plain == typeof(float) || plain == typeof(double) ? "number"
                : plain == typeof(Box) || plain == typeof(Landmarks) ? "array" : "string", schema.GetProperty("type").GetString());
            Assert.Equal(plain == typeof(DateTimeOffset), schema.TryGetProperty("format", out _));
            return;
        }

        var written = type.Properties.Where(p => p.Get is not null && p.AttributeProvider?.IsDefined(typeof(System.Text.Json.Serialization.JsonIgnoreAttribute), true) != true).ToList();
        var properties = schema.GetProperty("properties");
        Assert.Equal((at, string.Join(' ', written.Select(p => p.Name).Order())), (at, string.Join(' ', properties.EnumerateObject().Select(p => p.Name).Order())));
        var required = schema.GetProperty("required").EnumerateArray().Select(r => r.GetString()!).ToList();
        foreach (var property in written)
        {
            // Constructor parameters of small records are always written, and the reader refuses null.
            var always = property.IsRequired || property.AssociatedParameter is { } parameter && !parameter.IsNullable;
            Assert.Equal(($"{at}.{property.Name}", always), ($"{at}.{property.Name}", required.Contains(property.Name)));
            Compare(EventJson.Default.GetTypeInfo(property.PropertyType)!, properties.GetProperty(property.Name), root, $"{at}.{property.Name}");
        }
    }
}
