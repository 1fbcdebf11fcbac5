namespace StreamMood.Contracts;

/// <summary>
/// The broker refused for good: rights, authentication, an error librdkafka calls fatal. Waiting does not help. The message is
/// the one line shown to the user. Commands end with exit code 3.
/// </summary>
public sealed class FatalBrokerException : Exception
{
    /// <summary>An error with its one line.</summary>
    public FatalBrokerException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its one line and what caused it.</summary>
    public FatalBrokerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For serialisers only.</summary>
    public FatalBrokerException()
    {
    }
}
