using System.CommandLine;
using StreamMood.Cli.Commands;
using StreamMood.Tests.Infra;

namespace StreamMood.Tests.Cli;

public sealed class NumberRangeTests
{
    [Fact]
    public void AnyVerb_WordForANumber_IsAnErrorThatNamesTheOption()
    {
        var root = Deployed.Root();
        var numbers = CompletionScript.All(root).SelectMany(verb => verb.Command.Options.Where(IsNumber).Select(o => (verb.Path, o.Name))).ToArray();
        Assert.Contains(numbers, n => n.Path.EndsWith("bench overload", StringComparison.Ordinal) && n.Name == "--factor");
        Assert.All(numbers, n =>
        {
            var errors = root.Parse($"{n.Path.Replace("streammood", "", StringComparison.Ordinal).Trim()} {n.Name} many").Errors;
            Assert.Contains(errors, e => e.Message.Contains(n.Name, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("2.5", 0)]
    [InlineData("3", 0)]
    [InlineData("0.9", 1)]
    [InlineData("3.1", 1)]
    [InlineData("NaN", 1)]
    public void Within_OutsideOrNoNumber_Refuses(string value, int errors)
    {
        var option = new Option<double>("--some").Within(1, 3);
        Assert.Equal(errors, new RootCommand { option }.Parse(["--some", value]).Errors.Count);
    }

    private static bool IsNumber(Option option) => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is var type
        && (type == typeof(int) || type == typeof(long) || type == typeof(double));
}
