using System.Security.Cryptography;
using System.Text;
using StreamMood.Contracts;

namespace StreamMood.Lab.Datasets;

/// <summary>
/// Splits of sets that know their people: names joined by <c>+</c>, all of which must hold, such as <c>peak+fold2</c>. Every
/// set has <c>all</c>, <c>fold1</c> … <c>fold5</c> and <c>rest1</c> … <c>rest5</c> (everybody not in that fold); several digits
/// name several folds, such as <c>fold45</c>.
/// </summary>
internal static class SplitName
{
    public const int Folds = 5;

    // Where the folds' digits begin in a name.
    private const int Start = 4;

    /// <summary>
    /// The fold of a person, 1 to 5: the first byte of the name's SHA-256 modulo five, plus one. It depends on nothing else, so
    /// that any program deals the same people to the same fold.
    /// </summary>
    public static int Fold(string person) => SHA256.HashData(Encoding.UTF8.GetBytes(person))[0] % Folds + 1;

    /// <summary>Keeps the rows that a split names.</summary>
    /// <param name="table">The table, for the refusal.</param>
    /// <param name="split">The name.</param>
    /// <param name="person">Who a row shows.</param>
    /// <param name="own">Names of this set.</param>
    /// <exception cref="UserErrorException">When a name is unknown.</exception>
    public static Predicate<CsvRow> Parse(
        CsvTable table, string split, Func<CsvRow, string> person, params ReadOnlySpan<(string Name, Predicate<CsvRow> Holds)> own)
    {
        Predicate<CsvRow> all = _ => true;
        foreach (var name in split.Split('+', StringSplitOptions.TrimEntries))
        {
            var before = all;
            var holds = Find(name, person, own) ?? throw new UserErrorException(
                $"{table.Path}: split '{name}' is unknown; expected {Names(own)}, fold1 to fold{Folds}, rest1 to rest{Folds}, fold45 for both, or several joined by '+'");
            all = row => before(row) && holds(row);
        }

        return all;
    }

    private static Predicate<CsvRow>? Find(string name, Func<CsvRow, string> person, ReadOnlySpan<(string Name, Predicate<CsvRow> Holds)> own)
    {
        foreach (var (known, holds) in own)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
                return holds;
        if (name.Length <= Start || name.AsSpan(Start).ContainsAnyExceptInRange('1', (char)('0' + Folds)))
            return null;
        bool InFold(CsvRow row) => name.AsSpan(Start).Contains((char)('0' + Fold(person(row))));
        return name[..Start].ToUpperInvariant() switch
        {
            "FOLD" => InFold,
            "REST" => row => !InFold(row),
            _ => null,
        };
    }

    private static string Names(ReadOnlySpan<(string Name, Predicate<CsvRow> Holds)> own)
    {
        var names = new string[own.Length];
        for (var i = 0; i < own.Length; i++)
            names[i] = own[i].Name;
        return string.Join(", ", names);
    }
}
