using Longhaul.PostgreSql;

namespace Longhaul.Cli.Configuration;

/// <summary>Reads a store's address.</summary>
internal static class StoreAddress
{
    public const string Default = "sqlite:data/longhaul.db";

    private const string Later = "this version stores jobs in SQLite or PostgreSQL only";
    private static readonly string[] KeywordsOfADriver = ["host=", "server=", "data source=", "hostaddr=", "dbname="];
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>The place, a file's path relative or absolute; or why there is none.</summary>
    /// <param name="text">The address.</param>
    /// <param name="environment">Completes a server's address; null where only its form matters.</param>
    /// <param name="schema">For a server: the schema; null for the address's own.</param>
    public static Parsed<StorePlace> Parse(string text, IReadOnlyDictionary<string, string>? environment = null, string? schema = null)
    {
        if (KeywordsOfADriver.Any(word => text.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
        {
            return Parsed<StorePlace>.Wrong("is a driver's connection string, and Longhaul takes a URL: postgresql://user:password@host:port/database");
        }

        text = Bare(text);
        var colon = text.IndexOf(':');
        var scheme = colon > 0 ? text[..colon].ToLowerInvariant() : "";
        var rest = text[(colon + 1)..];
        return scheme switch
        {
            "" => Path(text),
            "file" => Path(rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest),
            "sqlite" => Sqlite(rest),
            _ when scheme.StartsWith("sqlite+", StringComparison.Ordinal) => Sqlite(rest),
            _ when scheme.Split('+')[0] is "postgres" or "postgresql" => Server(text, environment ?? NoVariables, schema),
            _ => Parsed<StorePlace>.Wrong(WhyNot(scheme, text)),
        };
    }

    // Docker hands on the quotes of a file of variables as they are.
    private static string Bare(string text) =>
        text is ['"', _, .., '"'] or ['\'', _, .., '\''] ? text[1..^1] : text;

    private static Parsed<StorePlace> Server(string text, IReadOnlyDictionary<string, string> environment, string? schema)
    {
        try
        {
            return new StorePlace.Server(PostgreSqlAddress.Parse(text, environment, schema));
        }
        catch (FormatException e)
        {
            return Parsed<StorePlace>.Wrong(e.Message);
        }
    }

    // SQLAlchemy's meaning: after "sqlite://" comes an empty host and a slash, and only then the path.
    private static Parsed<StorePlace> Sqlite(string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return Path(rest);
        }

        return rest.StartsWith("///", StringComparison.Ordinal)
            ? Path(rest[3..])
            : Parsed<StorePlace>.Wrong("has two slashes after the colon, where a path needs none, three or four");
    }

    private static Parsed<StorePlace> Path(string text)
    {
        var query = text.IndexOf('?');
        var path = query < 0 ? text : text[..query];
        return path switch
        {
            "" => Parsed<StorePlace>.Wrong("names no file"),
            ":memory:" => Parsed<StorePlace>.Wrong("would keep jobs in memory, where no other process finds them"),
            _ when path.Any(char.IsControl) => Parsed<StorePlace>.Wrong("has control characters in it"),
            _ when path[^1] == '/' => Parsed<StorePlace>.Wrong("names a folder, not a file"),
            _ => new StorePlace.LocalFile(path),
        };
    }

    private static string WhyNot(string scheme, string text) => scheme switch
    {
        "jdbc" when text.StartsWith("jdbc:postgresql:", StringComparison.OrdinalIgnoreCase) =>
            "is written for Java; leave out jdbc: and write postgresql://user:password@host:port/database",
        "redis" or "rediss" => $"is Redis, and {Later}",
        "libsql" => $"is a Turso database, and {Later}; a file that libsql writes can be opened as sqlite:PATH",
        "http" or "https" when text.Contains(".supabase.", StringComparison.OrdinalIgnoreCase) =>
            "is Supabase's web address, not a database; take the connection string that its dashboard shows under Connect",
        _ => "is no store that Longhaul knows",
    };
}
