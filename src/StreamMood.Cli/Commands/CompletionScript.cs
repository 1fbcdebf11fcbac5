using System.CommandLine;
using System.Text;

namespace StreamMood.Cli.Commands;

/// <summary>Completion scripts. Each first finds which verb the line is at, then offers that verb's verbs and options; after an option that takes a value, files.</summary>
internal static class CompletionScript
{
    /// <summary>A verb as the line says it, <c>sink webhook</c>, and the command; the first is the program alone, <c>""</c>.</summary>
    public static IEnumerable<(string Path, Command Command)> All(Command root)
    {
        Stack<(string Path, Command Command)> open = new([("", root)]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var child in next.Command.Subcommands.Where(c => !c.Hidden).Reverse())
                open.Push((next.Path.Length == 0 ? child.Name : $"{next.Path} {child.Name}", child));
        }
    }

    /// <summary>For bash 4 and later, without bash-completion.</summary>
    public static string Bash(Command root)
    {
        var text = new StringBuilder("# bash completion of streammood; made by: streammood completion bash\n_streammood() {\n")
            .Append("  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} at='' words='' values='' i\n")
            .Append(Walk(root, "COMP_WORDS[i]", "for ((i = 1; i < COMP_CWORD; i++)); do"))
            .Append("  case $at in\n");
        foreach (var (path, command) in All(root))
            text.Append($"    '{path}') words='{string.Join(' ', Words(command))}' values=' {string.Join(' ', Valued(command))} ' ;;\n");
        return text.Append(
            """
              esac
              COMPREPLY=()
              # Nothing offered falls back to file names.
              [[ $values == *" $prev "* && $cur != -* ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
            }
            complete -o default -F _streammood streammood infra/streammood

            """).ToString();
    }

    /// <summary>For zsh, as a file <c>_streammood</c> on its <c>fpath</c>.</summary>
    public static string Zsh(Command root)
    {
        var text = new StringBuilder("#compdef streammood\n# zsh completion of streammood; made by: streammood completion zsh\n_streammood() {\n")
            .Append("  local at='' values='' i\n  local -a offers\n")
            .Append(Walk(root, "words[i]", "for ((i = 2; i < CURRENT; i++)); do"))
            .Append("  case $at in\n");
        foreach (var (path, command) in All(root))
        {
            text.Append($"    '{path}')\n      values=' {string.Join(' ', Valued(command))} '\n      offers=(\n");
            foreach (var (word, about) in Offers(command))
                text.Append($"        '{word}:{Quoted(about)}'\n");
            text.Append("      ) ;;\n");
        }

        return text.Append(
            """
              esac
              if [[ $values == *" $words[CURRENT-1] "* ]]; then
                _files
              else
                _describe 'streammood' offers || _files
              fi
            }
            _streammood "$@"

            """).ToString();
    }

    /// <summary>For fish.</summary>
    public static string Fish(Command root)
    {
        var text = new StringBuilder("# fish completion of streammood; made by: streammood completion fish\nfunction __streammood_at\n  set -l at ''\n  for word in (commandline -opc)[2..-1]\n    switch \"$at $word\"\n      case ");
        text.Append(string.Join(' ', All(root).Skip(1).Select(c => $"'{Step(c.Path)}'")));
        text.Append("\n        set at (string trim -- \"$at $word\")\n    end\n  end\n  test \"$at\" = \"$argv[1]\"\nend\n");
        foreach (var (path, command) in All(root))
        {
            foreach (var child in command.Subcommands.Where(c => !c.Hidden))
                text.Append($"complete -c streammood -f -n \"__streammood_at '{path}'\" -a {child.Name} -d '{FishQuoted(First(child.Description))}'\n");
            foreach (var option in Options(command))
                text.Append($"complete -c streammood -n \"__streammood_at '{path}'\" -l {option.Name.TrimStart('-')}{(TakesValue(option) ? " -r" : "")} -d '{FishQuoted(First(option.Description))}'\n");
        }

        return text.ToString();
    }

    // The longest run of verbs from the left; options and their values in between are passed over.
    private static string Walk(Command root, string word, string loop) =>
        $"  {loop}\n    case \"$at ${{{word}}}\" in\n      {string.Join(" | ", All(root).Skip(1).Select(c => $"'{Step(c.Path)}'"))}) at=\"${{at:+$at }}${{{word}}}\" ;;\n    esac\n  done\n";

    // Where the walk is, a space, and the next word: ' sink' from the top, 'sink webhook' below.
    private static string Step(string path) => path.Contains(' ', StringComparison.Ordinal) ? path : " " + path;

    private static IEnumerable<string> Words(Command command) => Offers(command).Select(o => o.Word);

    private static IEnumerable<(string Word, string About)> Offers(Command command) =>
        command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, First(c.Description))).Concat(Options(command).Select(o => (o.Name, First(o.Description))));

    private static IEnumerable<string> Valued(Command command) => Options(command).Where(TakesValue).Select(o => o.Name);

    private static IEnumerable<Option> Options(Command command) => command.Options.Where(o => !o.Hidden && o.Name.StartsWith("--", StringComparison.Ordinal)).Concat(
        command is RootCommand ? [] : [new Option<bool>("--help") { Description = "Show help and usage information" }]);

    private static bool TakesValue(Option option) => option.Arity.MinimumNumberOfValues > 0;

    private static string First(string? description) => (description ?? "").Split('\n', 2)[0].Split(". ", 2)[0].TrimEnd('.');

    private static string Quoted(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string FishQuoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
}
