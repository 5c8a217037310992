using System.Collections.Concurrent;
using Longhaul.Sqlite.Lookups;
using Longhaul.Sqlite.Rows;

namespace Longhaul.Sqlite.Native;

/// <summary>
/// The statements, one a file, as they lie in the assembly: <c>{job}</c> becomes the columns that <see cref="JobRow"/> reads, <c>{job:j}</c> the
/// same of the table <c>j</c>, <c>{job_in_scope}</c> the first by <see cref="ScopeRows"/>, <c>{matches}</c> the condition of a filter.
/// </summary>
internal static class SqlText
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The text of a file, named as under Sql/ without its ending.</summary>
    public static string Read(string name) => Texts.GetOrAdd(name, static file =>
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(file + ".sql")
            ?? throw new InvalidOperationException($"there is no Sql/{file}.sql in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("{matches}", JobListing.Matches, StringComparison.Ordinal)
            .Replace("{job_in_scope}", ScopeRows.Columns, StringComparison.Ordinal)
            .Replace("{job}", JobRow.ColumnsOf(null), StringComparison.Ordinal)
            .Replace("{job:j}", JobRow.ColumnsOf("j"), StringComparison.Ordinal);
    });

    /// <summary>The names that begin so, in order.</summary>
    public static IReadOnlyList<string> List(string beginning) =>
        [.. typeof(SqlText).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(beginning, StringComparison.Ordinal))
            .Select(name => name[..^".sql".Length])
            .Order(StringComparer.Ordinal)];
}
