using System.Collections.Concurrent;

namespace Longhaul.Sqlite.Native;

/// <summary>The statements, one a file, as they lie in the assembly.</summary>
internal static class SqlText
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The text of a file, named as under Sql/ without its ending.</summary>
    public static string Read(string name) => Texts.GetOrAdd(name, static file =>
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(file + ".sql")
            ?? throw new InvalidOperationException($"there is no Sql/{file}.sql in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>The names that begin so, in order.</summary>
    public static IReadOnlyList<string> List(string beginning) =>
        [.. typeof(SqlText).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(beginning, StringComparison.Ordinal))
            .Select(name => name[..^".sql".Length])
            .Order(StringComparer.Ordinal)];
}
