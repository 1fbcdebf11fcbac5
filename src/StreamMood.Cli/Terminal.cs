using Spectre.Console;

namespace StreamMood.Cli;

/// <summary>Where a verb writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    // Longer than any line: a file or a pipe gets lines whole, however wide a terminal is taken to be.
    private const int Unbroken = 10_000;

    /// <summary>Results; what a script reads.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Progress, logs and error lines.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Spectre's console over <see cref="Out"/>, for tables and live views.</summary>
    public IAnsiConsole Console { get; } = Over(output);

    /// <summary>Spectre's console over <see cref="Error"/>, for progress.</summary>
    public IAnsiConsole Progress { get; } = Over(error);

    /// <summary>
    /// Whether the program that read standard output through a pipe has ended, as <c>head</c> does. Asked for, because the console
    /// stream hides the error that writing gives.
    /// </summary>
    public bool IsReaderGone => ReferenceEquals(Out, System.Console.Out) && OutputPipe.IsBroken();

    /// <summary>Whether results go to a person's terminal, so that a live view makes sense.</summary>
    public bool IsInteractive => ReferenceEquals(Out, System.Console.Out) && !System.Console.IsOutputRedirected;

    // Spectre itself goes by TERM and by what CI it believes to be in, which say nothing about where the text ends up.
    private static IAnsiConsole Over(TextWriter writer)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (settings.Out.IsTerminal)
            return AnsiConsole.Create(settings);
        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        settings.Interactive = InteractionSupport.No;
        settings.Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false };
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = Unbroken;
        return console;
    }
}
