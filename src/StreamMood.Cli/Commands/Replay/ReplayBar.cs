using Spectre.Console;

namespace StreamMood.Cli.Commands.Replay;

/// <summary>Shows how far a replay is on stderr while a person looks at it.</summary>
internal static class ReplayBar
{
    public static T Show<T>(Terminal terminal, string work, long total, Func<Action<long>, T> run)
    {
        if (!terminal.Progress.Profile.Out.IsTerminal || total == 0)
            return run(_ => { });
        return terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(work), maxValue: total);
                return run(done => task.Value = done);
            });
    }
}
