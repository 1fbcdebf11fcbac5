namespace StreamMood.Contracts;

/// <summary>
/// Something the user can mend: a wrong setting, a missing or unreadable file. The message is the one line shown to them; it
/// names the setting or file, what is wrong with it, and what to do. Commands end with exit code 2.
/// </summary>
public sealed class UserErrorException : Exception
{
    /// <summary>An error with its one line.</summary>
    public UserErrorException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its one line and what caused it.</summary>
    public UserErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For serialisers only.</summary>
    public UserErrorException()
    {
    }
}
