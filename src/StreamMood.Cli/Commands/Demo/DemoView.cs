using Spectre.Console;
using Spectre.Console.Rendering;
using StreamMood.Cli.Operator;

namespace StreamMood.Cli.Commands.Demo;

/// <summary>The demo's live view, fed from the roles' own accounts and the recommendation topic.</summary>
internal sealed class DemoView(DemoRun run, DemoFeed feed, RecentWarnings warnings, Func<string> where, TimeProvider time)
{
    private const int MostRows = 24;

    /// <summary>Redraws until cancelled.</summary>
    public Task ShowAsync(IAnsiConsole console, TimeSpan refresh, CancellationToken cancellationToken) =>
        console.Live(Draw()).AutoClear(false).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(refresh, time);
            while (!cancellationToken.IsCancellationRequested)
            {
                live.UpdateTarget(Draw());
                try
                {
                    await timer.WaitForNextTickAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            live.UpdateTarget(Draw());
        });

    /// <summary>The view as it is now.</summary>
    public IRenderable Draw()
    {
        var cameras = run.Captured.Cameras();
        var rows = cameras.Take(MostRows).Select(camera =>
        {
            var seen = run.Inferred.Cameras.GetValueOrDefault(camera.Id);
            var left = seen?.NotInferred ?? 0;
            var lag = Math.Max(0, camera.Published - (seen?.Frames ?? 0) - left);
            return new BoardRow(camera.Id, camera.Fps, seen?.LastFaces ?? 0, feed.Latest(camera.Id), camera.Dropped + left, lag);
        }).ToArray();
        List<string> notes = [$"{where()}; Ctrl-C ends the demo"];
        if (cameras.Count > MostRows)
            notes.Add($"{cameras.Count - MostRows} more cameras");
        notes.AddRange(warnings.Lines);
        return DemoBoard.Draw(rows, feed.Recent, notes, time.GetUtcNow());
    }
}
