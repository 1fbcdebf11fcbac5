using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace StreamMood.Cli.Commands.Models;

/// <summary><c>streammood models list|show|verify|pull</c>.</summary>
internal static class ModelsCommand
{
    public static Command Build(CommandContext context)
    {
        var models = new Command("models", Verbs.Describe(
            "Lists, checks and fetches models: those that travel with StreamMood and public ones that it can run.",
            "streammood models list",
            "streammood models pull yunet"));
        models.Subcommands.Add(BuildList(context));
        models.Subcommands.Add(BuildShow(context));
        models.Subcommands.Add(BuildVerify(context));
        models.Subcommands.Add(PullCommand.Build(context));
        return models;
    }

    private static Command BuildList(CommandContext context)
    {
        var list = new Command("list", Verbs.Describe("Lists the models, bundled ones first.", "streammood models list --json"));
        var json = Json();
        list.Options.Add(json);
        list.SetAction(parse =>
        {
            if (parse.GetValue(json))
                foreach (var model in ModelLine.All())
                    context.Terminal.Out.WriteLine(JsonSerializer.Serialize(model, ModelsJson.Default.ModelLine));
            else
                context.Terminal.Console.Write(Draw(ModelLine.All()));
            return ExitCode.Ok;
        });
        return list;
    }

    private static Command BuildShow(CommandContext context)
    {
        var show = new Command("show", Verbs.Describe("Shows what is known of a model; for a bundled one, its card.", "streammood models show streammood-emotion-small"));
        var name = new Argument<string>("name") { HelpName = "NAME", Description = "The model." };
        var json = Json();
        show.Arguments.Add(name);
        show.Options.Add(json);
        show.SetAction(parse =>
        {
            var model = ModelLine.Find(parse.GetRequiredValue(name));
            if (parse.GetValue(json))
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(model, ModelsJson.Default.ModelLine));
            else if (model.Bundled && File.Exists(model.Card))
                context.Terminal.Out.Write(File.ReadAllText(model.Card));
            else
                foreach (var line in model.Describe())
                    context.Terminal.Out.WriteLine(line);
            return ExitCode.Ok;
        });
        return show;
    }

    private static Command BuildVerify(CommandContext context)
    {
        var verify = new Command("verify", Verbs.Describe(
            "Compares the models that are here with their pinned checksums; exit code 1 when one differs.", "streammood models verify"));
        var names = new Argument<string[]>("name") { HelpName = "NAME", Description = "The models. Default all that are here.", Arity = ArgumentArity.ZeroOrMore };
        var json = Json();
        verify.Arguments.Add(names);
        verify.Options.Add(json);
        verify.SetAction(parse =>
        {
            var chosen = parse.GetValue(names) is { Length: > 0 } some ? some.Select(ModelLine.Find) : ModelLine.All().Where(m => m.Installed);
            var wrong = 0;
            foreach (var model in chosen)
            {
                var verdict = model.Verify();
                wrong += verdict.Ok ? 0 : 1;
                context.Terminal.Out.WriteLine(parse.GetValue(json)
                    ? JsonSerializer.Serialize(verdict, ModelsJson.Default.ModelVerdict)
                    : $"{verdict.Name}: {(verdict.Ok ? "as published" : verdict.Problem)}");
            }

            return wrong == 0 ? ExitCode.Ok : ExitCode.Partial;
        });
        return verify;
    }

    private static string Default(ModelLine model) => (model.Default, model.DefaultOnGpu) switch
    {
        (true, true) => " (default)",
        (true, false) => " (default on the CPU)",
        (false, true) => " (default on a GPU)",
        _ => "",
    };

    private static Option<bool> Json() => new("--json") { Description = "One JSON object a model." };

    private static Table Draw(IEnumerable<ModelLine> models)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("model", "kind", "KiB", "here", "terms");
        foreach (var m in models)
            table.AddRow(
                Markup.Escape(m.Name + Default(m)), m.Kind, m.Bytes is { } bytes ? Evaluate.Figures.Count(bytes / 1024) : "?",
                m.Bundled ? "bundled" : m.Installed ? "pulled" : "–", Markup.Escape(m.Licence));
        return table;
    }
}
