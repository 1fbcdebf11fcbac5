using System.CommandLine;
using Spectre.Console;
using StreamMood.Contracts;
using StreamMood.Vision.Models;

namespace StreamMood.Cli.Commands.Models;

/// <summary><c>streammood models pull NAME</c>.</summary>
internal static class PullCommand
{
    public static Command Build(CommandContext context)
    {
        var pull = new Command("pull", Verbs.Describe(
            "Fetches a public model from its publisher and checks it against its pinned checksum; what is wrong or cut off is not kept. "
            + "With --from, takes a file that was brought here by other means.",
            "streammood models pull mobilefacenet-fer",
            "streammood models pull yunet --from face_detection_yunet_2023mar.onnx"));
        var name = new Argument<string>("name") { HelpName = "NAME", Description = "A public model of 'streammood models list'." };
        var from = new Option<string?>("--from") { HelpName = "FILE", Description = "Takes this file instead of the publisher's." };
        pull.Arguments.Add(name);
        pull.Options.Add(from);
        pull.SetAction(async (parse, cancellationToken) =>
        {
            var wanted = parse.GetRequiredValue(name);
            if (ModelFiles.Bundled.Contains(wanted))
                throw new UserErrorException($"model '{wanted}' travels with StreamMood; there is nothing to pull");
            var model = PublicModels.Find(wanted)
                ?? throw new UserErrorException($"model '{wanted}' is unknown; public models: {string.Join(", ", PublicModels.All.Select(m => m.Name))}");
            var path = parse.GetValue(from) is { } file
                ? await ModelPull.FromFileAsync(model, file, cancellationToken)
                : await ShowAsync(context.Terminal, model, progress => ModelPull.FromPublisherAsync(model, progress, cancellationToken));
            context.Terminal.Out.WriteLine($"{model.Name}: {path} ({model.Pinned}; {model.Licence})");
            return ExitCode.Ok;
        });
        return pull;
    }

    private static async Task<string> ShowAsync(Terminal terminal, PublicModel model, Func<IProgress<long>?, Task<string>> work)
    {
        if (!terminal.Progress.Profile.Out.IsTerminal)
            return await work(null);
        return await terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(model.Name), maxValue: model.Bytes ?? 16e6);
                return work(new Progress<long>(bytes => task.Value = bytes));
            });
    }
}
