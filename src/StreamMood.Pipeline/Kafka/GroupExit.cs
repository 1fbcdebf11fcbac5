using Confluent.Kafka;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Leaving a consumer group in order, also while it rebalances (another worker may be stopping at the same moment): then the
/// broker takes no offsets for a while, and closing the client at once can hang for ever. Values are disposed of unread.
/// </summary>
internal static class GroupExit
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestCall = TimeSpan.FromSeconds(2);

    /// <summary>Commits what is stored, serving rebalances until the broker takes it.</summary>
    /// <param name="consumer">The consumer; the calling thread is the one that polls it.</param>
    /// <param name="store">Stores offsets; called before each try, as a rebalance in between may have changed partitions.</param>
    /// <param name="deadline">When to give up.</param>
    /// <returns>Null when all is committed, otherwise why not.</returns>
    public static Error? Commit<TKey, TValue>(IConsumer<TKey, TValue> consumer, Action store, Deadline deadline)
    {
        while (true)
        {
            try
            {
                store();
                var left = deadline.Left;
                // Without a coordinator the client waits for one, longer than anybody who stops wants to.
                return Task.Run(consumer.Commit).Wait(left > ShortestCall ? left : ShortestCall) ? null : new Error(ErrorCode.Local_TimedOut);
            }
            catch (Exception e) when (ErrorOf(e) is { } error)
            {
                if (error.Code == ErrorCode.Local_NoOffset)
                    return null; // nothing new
                if (deadline.Left == TimeSpan.Zero || !CanPass(error))
                    return error;
            }

            Serve(consumer);
        }
    }

    /// <summary>
    /// Gives partitions up, in the handler of their revocation: what is under way gets a moment, so that it need not be done twice, and
    /// what is finished is committed, where the next owner begins.
    /// </summary>
    /// <param name="consumer">The consumer whose handler this is.</param>
    /// <param name="isBusy">Whether it is worth waiting on.</param>
    /// <param name="store">Stores offsets.</param>
    /// <param name="deadline">When to wait no longer.</param>
    /// <returns>Null when all is committed, otherwise why not.</returns>
    public static Error? GiveUp<TKey, TValue>(IConsumer<TKey, TValue> consumer, Func<bool> isBusy, Action store, Deadline deadline)
    {
        var wait = new SpinWait();
        while (deadline.Left > TimeSpan.Zero && isBusy())
            wait.SpinOnce();
        try
        {
            store();
            consumer.Commit();
            return null;
        }
        catch (KafkaException e)
        {
            return e.Error.Code == ErrorCode.Local_NoOffset ? null : e.Error; // the former: nothing new
        }
    }

    /// <summary>Stores how far a partition is finished, if that moved, for the client to commit.</summary>
    public static void Store<TKey, TValue>(IConsumer<TKey, TValue> consumer, TopicPartition place, PartitionOffsets offsets)
    {
        if (!offsets.TryTake(out var next))
            return;
        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(place, next));
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // No longer ours; the handler for that comes with a later poll.
        }
    }

    /// <summary>Gives the partitions up and closes the client. Revoke handlers are called.</summary>
    /// <returns>False when the client did not close in time; then it must not be disposed either, which would wait as well.</returns>
    public static bool Leave<TKey, TValue>(IConsumer<TKey, TValue> consumer, Deadline deadline)
    {
        try
        {
            consumer.Unsubscribe();
            while (consumer.Assignment.Count > 0 && deadline.Left > TimeSpan.Zero)
                Serve(consumer);
            var left = deadline.Left;
            return Task.Run(consumer.Close).Wait(left > ShortestCall ? left : ShortestCall);
        }
        catch (Exception e) when (ErrorOf(e) is not null)
        {
            return true; // closed, if not in friendship
        }
    }

    private static Error? ErrorOf(Exception exception) =>
        (exception as KafkaException ?? (exception as AggregateException)?.InnerException as KafkaException)?.Error;

    private static bool CanPass(Error error) =>
        !BrokerErrors.IsFatal(error) && error.Code is not ErrorCode.UnknownMemberId;

    // Everything is paused, so what still comes is of a partition just assigned; its next owner reads it again.
    private static void Serve<TKey, TValue>(IConsumer<TKey, TValue> consumer)
    {
        try
        {
            consumer.Pause(consumer.Assignment);
            if (consumer.Consume(Poll) is { Message.Value: IDisposable value })
                value.Dispose();
        }
        catch (KafkaException)
        {
            // Reported by the client's error handler; the caller tries on until its deadline.
        }
    }
}
