namespace Longhaul.Repo.Tests;

/// <summary>Every statement has a file of its own, with a sentence that says what it does.</summary>
public sealed class SqlFileTests
{
    public static TheoryData<string> Statements => new(Repository.Files("src", "*.sql")
        .Select(Repository.Relative).Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_file_holds_one_statement_and_says_what_it_does(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, file));
        lines[0].ShouldStartWith("-- ");
        var statement = string.Join('\n', lines.Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal))).Trim();
        statement.TrimEnd(';').ShouldNotContain(';');
        statement.ShouldNotBeEmpty();
    }
}
