namespace Longhaul.Core.Pipelines;

/// <summary>Finds what somebody probably meant by a name that is not known.</summary>
public static class NearestName
{
    private const int MaxLength = 100;
    private const int MaxNames = 500;
    private const int MostErrors = 3;

    // A step has more than thirty keys.
    private const int MaxListed = 40;

    /// <summary>The known name that is nearest: one typing error away (up to three in longer names), or the only one it begins.</summary>
    /// <returns>Null where none is near.</returns>
    public static string? Find(string given, IEnumerable<string> known)
    {
        string[] names = [.. known.Take(MaxNames)];
        if (given.Length is 0 or > MaxLength)
        {
            return null;
        }

        var nearest = names.Where(name => name.Length <= MaxLength).Select(name => (name, distance: Distance(given, name)))
            .Where(item => item.distance <= Allowed(given.Length)).OrderBy(item => item.distance).Select(item => item.name).FirstOrDefault();
        return nearest ?? OnlyOneBeginningWith(given, names);
    }

    /// <summary>A clause for the end of an error: <c>; did you mean x?</c>, or the known names where none is near and they are few.</summary>
    public static string Hint(string given, IEnumerable<string> known)
    {
        string[] names = [.. known];
        return Find(given, names) is { } near ? $"; did you mean `{near}`?"
            : names.Length == 0 ? "; there are none"
            : names.Length <= MaxListed ? $"; known: {string.Join(", ", names.Order(StringComparer.Ordinal))}"
            : "";
    }

    private static int Allowed(int length) => length <= 4 ? 1 : length <= 8 ? 2 : MostErrors;

    private static string? OnlyOneBeginningWith(string given, string[] names)
    {
        var found = names.Where(name => given.Length >= 2 && (Begins(name, given) || Begins(given, name))).Take(2).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    private static bool Begins(string text, string prefix) =>
        prefix.Length >= 2 && text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Insertions, deletions, changes and swaps of neighbours, whatever the case of letters.</summary>
    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        // What is equal at the beginning is most of two names that are near; without it the rest is small.
        while (a.Length > 0 && b.Length > 0 && Same(a[0], b[0]))
        {
            a = a[1..];
            b = b[1..];
        }

        if (Math.Abs(a.Length - b.Length) > MostErrors)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0 ? i + j : Cheapest(rows, a, b, i, j);
            }
        }

        return rows[a.Length, b.Length];
    }

    private static int Cheapest(int[,] rows, ReadOnlySpan<char> a, ReadOnlySpan<char> b, int i, int j)
    {
        var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
        var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + change);
        var swapped = i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]);
        return swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
