using System.Text;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>
/// Names of schemas. They stand in quotes in every statement, in literals within functions, and in the name of a channel, which has room for 63 bytes; what
/// would end one of these early is refused.
/// </summary>
internal static class SchemaNames
{
    public const string Default = "longhaul";

    private const int MostBytes = 54;

    private static readonly string[] Forbidden = ["'", "\"", "\\", "%", "{", "}", "$$"];

    /// <summary>
    /// The first of a search path; null for <c>public</c>, which ORMs write into every URL, and where a table called jobs may well be somebody else's.
    /// </summary>
    public static string? FirstOf(string path)
    {
        var first = path.Split(',').Select(one => one.Trim().Trim('"')).FirstOrDefault(one => one is not ("" or "$user"));
        return first is null or "public" ? null : Checked(first);
    }

    /// <summary>The name itself.</summary>
    /// <exception cref="FormatException">It is no name for a schema. The message ends a sentence that begins with an address.</exception>
    public static string Checked(string name) => Complaint(name) is { } complaint
        ? throw new FormatException($"has the schema \"{Visible(name)}\", which {complaint}")
        : name;

    /// <summary>Why a text is no name; ends a sentence that begins with it. Null where it is one.</summary>
    public static string? Complaint(string name) =>
        name.Length == 0 ? "names nothing"
        : name.Any(char.IsControl) ? $"has a control character in it; {Rule}"
        : Forbidden.FirstOrDefault(one => name.Contains(one, StringComparison.Ordinal)) is { } wrong ? $"has {wrong} in it; {Rule}"
        : Encoding.UTF8.GetByteCount(name) is var bytes and > MostBytes ? $"is {bytes} bytes long; {Rule}"
        : name.StartsWith("pg_", StringComparison.Ordinal) || name == "information_schema" ? "is PostgreSQL's own"
        : null;

    private static string Rule => $"a schema's name has at most {MostBytes} bytes, without control characters and {string.Join(' ', Forbidden)}";

    private static string Visible(string name) => string.Concat(name.Select(one => char.IsControl(one) ? '\uFFFD' : one));
}
