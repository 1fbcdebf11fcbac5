using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// The few functions of librdkafka that Confluent.Kafka does not offer: checking one setting, the mock cluster, and messages by the batch. They are
/// called in the very library that Confluent.Kafka has loaded (it chooses among builds), so that both share one copy.
/// </summary>
internal static partial class Librdkafka
{
    private const string Name = "librdkafka";
    private const int ErrorTextSize = 512;

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, Resolve);

    public enum SettingResult
    {
        Unknown = -2,
        Invalid = -1,
        Ok = 0,
    }

    public static SettingResult Check(string key, string value, out string error)
    {
        var conf = NewConf();
        try
        {
            return Set(conf, key, value, out error);
        }
        finally
        {
            DestroyConf(conf);
        }
    }

    public static SettingResult Set(nint conf, string key, string value, out string error)
    {
        Span<byte> text = stackalloc byte[ErrorTextSize];
        var result = (SettingResult)SetConf(conf, key, value, text, (nuint)text.Length);
        error = Text(text);
        return result;
    }

    /// <summary>A bare producer handle, which carries a mock cluster. Takes over <paramref name="conf"/> when it succeeds.</summary>
    public static nint NewHandle(nint conf, out string error)
    {
        Span<byte> text = stackalloc byte[ErrorTextSize];
        const int producer = 0;
        var handle = NewHandle(producer, conf, text, (nuint)text.Length);
        error = Text(text);
        return handle;
    }

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint ConsumerQueue(nint handle);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void DestroyQueue(nint queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_consume_batch_queue")]
    public static unsafe partial nint ConsumeBatch(nint queue, int timeoutMilliseconds, nint* messages, nuint count);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_destroy")]
    [SuppressGCTransition]
    public static partial void DestroyMessage(nint message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_name")]
    public static partial nint TopicName(nint topic);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_headers")]
    public static partial int MessageHeaders(nint message, out nint headers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_get_last", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LastHeader(nint headers, string name, out nint value, out nuint length);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_get_all")]
    public static partial int HeaderAt(nint headers, nuint index, out nint name, out nint value, out nuint length);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint NewConf();

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void DestroyConf(nint conf);

    [LibraryImport(Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyHandle(nint handle);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static partial nint NewMockCluster(nint handle, int brokers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static partial void DestroyMockCluster(nint cluster);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static partial nint MockBootstraps(nint cluster);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateMockTopic(nint cluster, string topic, int partitions, int replicationFactor);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static partial void SetMockRebalanceDelay(nint cluster, int milliseconds);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_broker_set_host_port", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetMockAddress(nint cluster, int broker, string host, int port);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static partial int SetMockDown(nint cluster, int broker);

    [LibraryImport(Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static partial int SetMockUp(nint cluster, int broker);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetConf(nint conf, string key, string value, Span<byte> error, nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_new")]
    private static partial nint NewHandle(int type, nint conf, Span<byte> error, nuint size);

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        var end = utf8.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? utf8 : utf8[..end]);
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (library != Name)
            return 0;
        _ = Library.Version; // makes Confluent.Kafka load its library
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
            if (module.FileName is { } file && Path.GetFileName(file).Contains(Name, StringComparison.Ordinal))
                return NativeLibrary.Load(file);
        return 0;
    }

    /// <summary>rd_kafka_message_t of librdkafka 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public nint Payload;
        public nuint Length;
        public nint Key;
        public nuint KeyLength;
        public long Offset;
        private nint _private;
    }
}
