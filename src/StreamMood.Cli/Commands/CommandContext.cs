using System.Collections;

namespace StreamMood.Cli.Commands;

/// <summary>What every verb gets from outside.</summary>
/// <param name="Terminal">Where to write.</param>
/// <param name="Environment">Environment variables, for settings.</param>
internal sealed record CommandContext(Terminal Terminal, IDictionary Environment)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
