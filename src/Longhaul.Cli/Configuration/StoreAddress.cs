namespace Longhaul.Cli.Configuration;

/// <summary>Reads a store's address into the path of an SQLite file.</summary>
internal static class StoreAddress
{
    public const string Default = "sqlite:data/longhaul.db";

    private const string Later = "this version stores jobs in SQLite only";

    /// <summary>The file's path, relative or absolute, or why there is none.</summary>
    public static Parsed<string> Parse(string text)
    {
        var colon = text.IndexOf(':');
        var scheme = colon > 0 ? text[..colon].ToLowerInvariant() : "";
        var rest = text[(colon + 1)..];
        return scheme switch
        {
            "" => Path(text),
            "file" => Path(rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest),
            "sqlite" => Sqlite(rest),
            _ when scheme.StartsWith("sqlite+", StringComparison.Ordinal) => Sqlite(rest),
            _ => Parsed<string>.Wrong(WhyNot(scheme, text)),
        };
    }

    // SQLAlchemy's meaning: after "sqlite://" comes an empty host and a slash, and only then the path.
    private static Parsed<string> Sqlite(string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return Path(rest);
        }

        return rest.StartsWith("///", StringComparison.Ordinal)
            ? Path(rest[3..])
            : Parsed<string>.Wrong("has two slashes after the colon, where a path needs none, three or four");
    }

    private static Parsed<string> Path(string text)
    {
        var query = text.IndexOf('?');
        var path = query < 0 ? text : text[..query];
        return path switch
        {
            "" => Parsed<string>.Wrong("names no file"),
            ":memory:" => Parsed<string>.Wrong("would keep jobs in memory, where no other process finds them"),
            _ when path.Any(char.IsControl) => Parsed<string>.Wrong("has control characters in it"),
            _ when path[^1] == '/' => Parsed<string>.Wrong("names a folder, not a file"),
            _ => path,
        };
    }

    private static string WhyNot(string scheme, string text) => scheme switch
    {
        "postgres" or "postgresql" => $"is PostgreSQL, and {Later}",
        _ when scheme.StartsWith("postgresql+", StringComparison.Ordinal) => $"is PostgreSQL, and {Later}",
        "redis" or "rediss" => $"is Redis, and {Later}",
        "libsql" => $"is a Turso database, and {Later}, which opens the files that libsql writes",
        "http" or "https" when text.Contains(".supabase.", StringComparison.OrdinalIgnoreCase) =>
            $"is Supabase's web address, not a database (its PostgreSQL string would be one), and {Later}",
        _ => "is no store that Longhaul knows",
    };
}
