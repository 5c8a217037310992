using System.Globalization;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>Takes a URL apart. What is wrong is told without any part that could be a password.</summary>
internal static class UrlText
{
    private const string Encode = "a / ? # @ or : in a user name or password must be percent-encoded (%2F %3F %23 %40 %3A)";

    /// <exception cref="FormatException">It is no URL of PostgreSQL.</exception>
    public static AddressDraft Read(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        if (start < 0 || !IsScheme(text[..start]))
        {
            throw new FormatException("does not begin with postgresql:// or postgres://");
        }

        var rest = text[(start + 3)..];
        var question = rest.IndexOf('?');
        var path = question < 0 ? rest : rest[..question];
        var query = question < 0 ? "" : rest[(question + 1)..];
        if (rest.Contains('#') || (query.Contains('@') && !path.Contains('@')) || text.Any(char.IsControl))
        {
            throw new FormatException($"has a character where none may be; {Encode}");
        }

        var draft = new AddressDraft();
        ReadPath(path, draft);
        UrlOptions.Read(query, draft);
        return draft;
    }

    /// <summary>True for <c>postgres</c>, <c>postgresql</c> and <c>postgresql+driver</c>.</summary>
    public static bool IsScheme(string scheme) => scheme.Split('+')[0].ToLowerInvariant() is "postgres" or "postgresql";

    /// <summary>A part of a URL as it was before it was percent-encoded.</summary>
    public static string Decode(string part) => Uri.UnescapeDataString(part);

    /// <exception cref="FormatException">It is no port.</exception>
    public static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? port
            : throw new FormatException($"has no port from 1 to 65535 after the colon of its host; {Encode}");

    /// <summary>One port, or one for each host with commas between them.</summary>
    /// <exception cref="FormatException">One of them is no port.</exception>
    public static IReadOnlyList<int> Ports(string text) => [.. text.Split(',').Select(Port)];

    /// <summary>A host and its port in a list of several, as the driver takes it.</summary>
    public static string InList(string host, int? port)
    {
        var bare = host.Contains(':') ? $"[{host}]" : host;
        return port is { } number ? $"{bare}:{number}" : bare;
    }

    private static void ReadPath(string path, AddressDraft draft)
    {
        var slash = path.IndexOf('/');
        var authority = slash < 0 ? path : path[..slash];
        var database = slash < 0 ? "" : path[(slash + 1)..].TrimEnd('/');
        if (database.Contains('@') || database.Contains('/'))
        {
            throw new FormatException($"has more than a database's name after its first /; {Encode}");
        }

        draft.Database = Given(database);
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = authority[..at].Split(':', 2);
            draft.User = Given(user[0]);
            draft.Password = user.Length > 1 ? Given(user[1]) : null;
        }

        ReadHosts(authority[(at + 1)..], draft);
    }

    private static void ReadHosts(string hosts, AddressDraft draft)
    {
        if (!hosts.Contains(','))
        {
            var (host, port) = HostAndPort(hosts);
            (draft.Host, draft.Ports) = (host, port is { } one ? [one] : null);
            return;
        }

        var each = hosts.Split(',').Select(HostAndPort).ToArray();
        draft.Host = string.Join(',', each.Select(one => InList(one.Host ?? "", one.Port)));
    }

    private static (string? Host, int? Port) HostAndPort(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']') : -1;
        if (text.StartsWith('[') && end < 0)
        {
            throw new FormatException("has a [ before its host, and no ] after it");
        }

        var colon = text.IndexOf(':', end + 1);
        var host = end > 0 ? text[1..end] : Given(colon < 0 ? text : text[..colon]);
        return (host, colon < 0 || colon == text.Length - 1 ? null : Port(text[(colon + 1)..]));
    }

    private static string? Given(string part) => part.Length == 0 ? null : Decode(part);
}
