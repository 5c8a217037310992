using System.Collections.Concurrent;
using Longhaul.PostgreSql.Lookups;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// The statements, one a file, as they lie in the assembly, for one schema: <c>{schema}</c> becomes its name, <c>{job}</c> the columns that
/// <see cref="JobRow"/> reads, <c>{job:j}</c> the same of the table <c>j</c>, <c>{rest:j}</c> what <see cref="ClaimedRest"/> reads of it, <c>{job_in_scope}</c> the first by
/// <see cref="ScopeRows"/>, <c>{matches}</c> the condition of a filter, <c>{limits_asked}</c> and <c>{limits_answer}</c> what the two ways to lock queues with limits share (<see cref="LimitRow"/>).
/// </summary>
internal sealed class SqlText(string schema)
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The schema's name as it stands in a statement.</summary>
    public string Schema { get; } = '"' + schema.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>The schema's name as a value.</summary>
    public string SchemaName => schema;

    /// <summary>The text of a file, named as under Sql/ without its ending.</summary>
    public string Read(string name) => _texts.GetOrAdd(name, file =>
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(file + ".sql")
            ?? throw new InvalidOperationException($"there is no Sql/{file}.sql in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("{limits_asked}", LimitRow.Asked, StringComparison.Ordinal)
            .Replace("{limits_answer}", LimitRow.Answer, StringComparison.Ordinal)
            .Replace("{schema}", Schema, StringComparison.Ordinal)
            .Replace("{schema_text}", "'" + schema.Replace("'", "''", StringComparison.Ordinal) + "'", StringComparison.Ordinal)
            .Replace("{matches}", JobListing.Matches, StringComparison.Ordinal)
            .Replace("{job_in_scope}", ScopeRows.Columns, StringComparison.Ordinal)
            .Replace("{job}", JobRow.ColumnsOf(null), StringComparison.Ordinal)
            .Replace("{job:j}", JobRow.ColumnsOf("j"), StringComparison.Ordinal)
            .Replace("{rest:j}", ClaimedRest.ObjectOf("j"), StringComparison.Ordinal)
            .Replace("{job:t}", JobRow.ColumnsOf("t"), StringComparison.Ordinal);
    });

    /// <summary>The names that begin so, in order.</summary>
    public static IReadOnlyList<string> List(string beginning) =>
        [.. typeof(SqlText).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(beginning, StringComparison.Ordinal))
            .Select(name => name[..^".sql".Length])
            .Order(StringComparer.Ordinal)];
}
