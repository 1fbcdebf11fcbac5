using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamMood.Contracts;

namespace StreamMood.Pipeline.Kafka;

/// <summary>
/// Asks the broker what we may do, before a role starts: a right that is missing is then one line that names it, not an error that
/// comes hours later with the first dead letter.
/// </summary>
public static class AccessCheck
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <summary>Makes sure of the rights. A broker that tells nothing about rights passes; so does one without users.</summary>
    /// <param name="clients">Clients of the broker.</param>
    /// <param name="rights">What is needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FatalBrokerException">When a right is missing.</exception>
    public static async Task RequireAsync(KafkaClients clients, IReadOnlyCollection<AccessRight> rights, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(rights);
        if (rights.Count == 0 || !clients.HasUsers)
            return;
        using var admin = clients.Admin();
        var missing = new List<AccessRight>();
        missing.AddRange(await MissingTopicsAsync(admin, [.. rights.Where(r => r.Resource == ResourceType.Topic)]));
        missing.AddRange(await MissingGroupsAsync(admin, [.. rights.Where(r => r.Resource == ResourceType.Group)]));
        cancellationToken.ThrowIfCancellationRequested();
        if (missing.Count > 0)
            throw BrokerErrors.Missing(missing, clients.Identity);
    }

    private static async Task<IEnumerable<AccessRight>> MissingTopicsAsync(IAdminClient admin, List<AccessRight> rights)
    {
        if (rights.Count == 0)
            return [];
        List<TopicDescription> topics;
        try
        {
            var result = await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(rights.Select(r => r.Name).Distinct()), new DescribeTopicsOptions { IncludeAuthorizedOperations = true, RequestTimeout = Wait });
            topics = result.TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            topics = e.Results.TopicDescriptions;
        }

        return rights.Where(r => topics.Find(t => t.Name == r.Name) is { } topic
            && (topic.Error.Code == ErrorCode.TopicAuthorizationFailed ? !IsUnknown(r) : Lacks(topic.AuthorizedOperations, r.Operation)));

        // Of a topic that may not be seen nothing is told. It is seen with the right to read or write it; whether settings are is to be asked afterwards.
        bool IsUnknown(AccessRight right) => right.Operation == AclOperation.DescribeConfigs
            && rights.Exists(r => r.Name == right.Name && r.Operation is (AclOperation.Read or AclOperation.Write));
    }

    private static async Task<IEnumerable<AccessRight>> MissingGroupsAsync(IAdminClient admin, List<AccessRight> rights)
    {
        if (rights.Count == 0)
            return [];
        List<ConsumerGroupDescription> groups;
        try
        {
            var result = await admin.DescribeConsumerGroupsAsync(
                rights.Select(r => r.Name), new DescribeConsumerGroupsOptions { IncludeAuthorizedOperations = true, RequestTimeout = Wait });
            groups = result.ConsumerGroupDescriptions;
        }
        catch (DescribeConsumerGroupsException e)
        {
            groups = e.Results.ConsumerGroupDescriptions;
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.GroupAuthorizationFailed)
        {
            return rights;
        }

        return rights.Where(r => groups.Find(g => g.GroupId == r.Name) is { } group
            && (group.Error.Code == ErrorCode.GroupAuthorizationFailed || Lacks(group.AuthorizedOperations, r.Operation)));
    }

    // None told: an old broker, or a resource that does not exist yet.
    private static bool Lacks(List<AclOperation>? granted, AclOperation operation) =>
        granted is { Count: > 0 } && !granted.Contains(operation) && !granted.Contains(AclOperation.All);
}
