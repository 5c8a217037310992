namespace Longhaul.Definitions.Tests.Wrong;

/// <summary>
/// The tables beside this file: a title after <c>#</c>, the wrong definition, a line with <c>=</c>, and every line that must be said.
/// </summary>
public sealed class WrongFileTests
{
    public static TheoryData<string, string> Titles { get; } =
        [.. WrongFile.Tables.SelectMany(table => table.Value.Select(item => (table.Key, item.Title)))];

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_wrong_file_gives_exactly_these_lines(string table, string title)
    {
        var item = WrongFile.Tables[table].Single(item => item.Title == title);

        string.Join('\n', Given.Problems(item.Yaml)).ShouldBe(item.Lines);
    }

    [Fact]
    public void There_are_forty_kinds_of_wrong_files_at_least() => WrongFile.Tables.Sum(table => table.Value.Length).ShouldBeGreaterThan(60);
}

/// <summary>A wrong definition and what must be said of it.</summary>
internal sealed record WrongFile(string Title, string Yaml, string Lines)
{
    public static IReadOnlyDictionary<string, WrongFile[]> Tables { get; } =
        new[] { "yaml", "jobs", "pipelines", "templates", "schedules", "tenants", "alerts", "artifacts" }.ToDictionary(table => table, table => Read(table).ToArray());

    private static IEnumerable<WrongFile> Read(string table)
    {
        using var stream = typeof(WrongFile).Assembly.GetManifestResourceStream($"{table}.txt")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n');
        var begins = Enumerable.Range(0, lines.Length).Where(at => IsTitle(lines, at)).Append(lines.Length - 1).ToArray();
        return begins.Zip(begins.Skip(1), (begin, end) => Of(lines[begin..end]));
    }

    /// <summary>A title is a comment that does not follow another title.</summary>
    private static bool IsTitle(string[] lines, int at) => lines[at].StartsWith("# ", StringComparison.Ordinal) && (at == 0 || !lines[at - 1].StartsWith("# ", StringComparison.Ordinal));

    private static WrongFile Of(string[] lines)
    {
        var middle = Array.IndexOf(lines, "=");
        return new WrongFile(lines[0][2..], string.Join('\n', lines[1..middle]) + "\n", string.Join('\n', lines[(middle + 1)..]));
    }
}
