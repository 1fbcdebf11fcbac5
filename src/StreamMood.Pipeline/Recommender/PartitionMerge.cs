namespace StreamMood.Pipeline.Recommender;

/// <summary>
/// Brings the records of several partitions into the order of their event time, as a Kafka Streams task does: the next record is
/// that of the partition whose time is least, and one that is ahead waits while another may still hold older records. What goes
/// on to the zones is then in the same order whether it is read live or hours later. For one thread.
/// </summary>
/// <remarks>
/// A partition's time is that of its next record, or the median over those that follow when the next one is further from it than
/// a clock may be, so that a stray clock in either direction holds nobody up. A partition of which nothing is here is waited for until its end was seen and <see cref="EndPatience"/> has passed
/// (Kafka Streams' <c>max.task.idle.ms</c>), or for <see cref="Patience"/> when the broker does not even tell its end: then the
/// others go on until it gives something.
/// </remarks>
/// <param name="bound">How far ahead of a partition that is waited for the others may go.</param>
/// <param name="tolerance">How far a camera's clock may lie from the others'.</param>
/// <param name="time">The clock of the two patiences.</param>
internal sealed class PartitionMerge(TimeSpan bound, TimeSpan tolerance, TimeProvider time)
{
    /// <summary>Records of a partition held at most before it should be paused; what was on its way comes on top.</summary>
    public const int Full = 2000;

    private const int Look = 25;
    private static readonly TimeSpan EndPatience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<int, Lane> _lanes = [];

    /// <summary>Begins with a partition that is read from now on.</summary>
    public void Open(int partition) => _lanes[partition] = new Lane(tolerance.Ticks);

    /// <summary>Forgets a partition with all that is held of it.</summary>
    public void Close(int partition) => _lanes.Remove(partition);

    /// <summary>Takes a record; of a partition that went back, what was held is forgotten.</summary>
    /// <returns>Whether the partition should be paused.</returns>
    public bool Add(int partition, HeldRecord record)
    {
        if (!_lanes.TryGetValue(partition, out var lane))
            return false;
        if (record.Offset < lane.NextOffset)
            lane.Records.Clear();
        lane.NextOffset = record.Offset + 1;
        lane.Records.Add(record);
        lane.Heard();
        return lane.Records.Count == Full;
    }

    /// <summary>Takes note that a partition has been read to its end.</summary>
    public void End(int partition)
    {
        if (_lanes.TryGetValue(partition, out var lane))
            lane.Ended = true;
    }

    /// <summary>The next record in turn; null when there is none, or when it has to wait.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="resume">Whether the partition, if it was paused, should be read again.</param>
    public HeldRecord? Next(out int partition, out bool resume)
    {
        partition = -1;
        resume = false;
        Lane? first = null;
        foreach (var (number, lane) in _lanes)
            if (lane.Records.Count > 0 && (first is null || lane.Time < first.Time))
                (partition, first) = (number, lane);
        if (first is null || Waits(first.Time))
            return null;
        first.Passed = Math.Max(first.Passed, first.Time);
        var record = first.Records.Take();
        first.Moved();
        resume = first.Records.Count == Full / 4;
        return record;
    }

    private bool Waits(long ticks)
    {
        var waits = false;
        foreach (var lane in _lanes.Values)
            if (lane.Records.Count == 0 && !lane.Idle && lane.Passed < ticks - bound.Ticks)
            {
                // All are asked, so that the patience with each begins now.
                lane.WaitedSince ??= time.GetTimestamp();
                lane.Idle = time.GetElapsedTime(lane.WaitedSince.Value) >= (lane.Ended ? EndPatience : Patience);
                waits |= !lane.Idle;
            }

        return waits;
    }

    private sealed class Lane(long tolerance)
    {
        private readonly List<long> _look = [];
        private long? _time;

        public RecordQueue Records { get; } = new();

        public long NextOffset { get; set; }

        /// <summary>How far it has come.</summary>
        public long Passed { get; set; } = long.MinValue;

        public bool Ended { get; set; }

        public bool Idle { get; set; }

        public long? WaitedSince { get; set; }

        /// <summary>Where the partition stands.</summary>
        public long Time
        {
            get
            {
                if (_time is { } known)
                    return known;
                _look.Clear();
                for (var i = 0; i < Records.Count && i < Look; i++)
                    _look.Add(Records[i].Ticks);
                var next = _look[0];
                _look.Sort();
                var usual = _look[(_look.Count - 1) / 2];
                return (_time = Math.Abs(next - usual) <= tolerance ? next : usual).Value;
            }
        }

        public void Heard()
        {
            (Ended, Idle, WaitedSince) = (false, false, null);
            if (Records.Count <= Look)
                _time = null;
        }

        public void Moved() => _time = null;
    }

    /// <summary>A queue that can be looked into.</summary>
    private sealed class RecordQueue
    {
        private readonly List<HeldRecord> _records = [];
        private int _first;

        public int Count => _records.Count - _first;

        public HeldRecord this[int index] => _records[_first + index];

        public void Add(HeldRecord record) => _records.Add(record);

        public HeldRecord Take()
        {
            var record = _records[_first++];
            if (_first >= Full)
            {
                _records.RemoveRange(0, _first);
                _first = 0;
            }

            return record;
        }

        public void Clear()
        {
            _records.Clear();
            _first = 0;
        }
    }
}
