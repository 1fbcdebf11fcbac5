using Spectre.Console;
using StreamMood.Lab.Evaluation;

namespace StreamMood.Cli.Commands.Evaluate;

/// <summary>Shows progress on stderr while a person looks at it; otherwise runs the work and says nothing.</summary>
internal static class EvaluationBar
{
    public static async Task<T> ShowAsync<T>(Terminal terminal, Func<IProgress<EvaluationStep>?, Task<T>> work)
    {
        if (!terminal.Progress.Profile.Out.IsTerminal)
            return await work(null);
        return await terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(context => work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<EvaluationStep>
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public void Report(EvaluationStep value)
        {
            lock (_lock)
            {
                if (!_tasks.TryGetValue(value.Work, out var task))
                    _tasks.Add(value.Work, task = context.AddTask(Markup.Escape(value.Work), maxValue: value.Total));
                // Threads may report out of order.
                task.Value = Math.Max(task.Value, value.Done);
            }
        }
    }
}
