using System.Text;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>Names of schemas.</summary>
internal static class SchemaNames
{
    public const string Default = "longhaul";

    private const int MostBytes = 63;

    /// <summary>
    /// The first of a search path; null for <c>public</c>, which ORMs write into every URL, and where a table called jobs may well be somebody else's.
    /// </summary>
    public static string? FirstOf(string path)
    {
        var first = path.Split(',').Select(one => one.Trim().Trim('"')).FirstOrDefault(one => one is not ("" or "$user"));
        return first is null or "public" ? null : Checked(first);
    }

    /// <exception cref="FormatException">It is no name for a schema.</exception>
    public static string Checked(string name) => Complaint(name) is { } complaint ? throw new FormatException(complaint) : name;

    /// <summary>Why a text is no name; ends a sentence that begins with it. Null where it is one.</summary>
    public static string? Complaint(string name) =>
        name.Length == 0 ? "names no schema"
        : Encoding.UTF8.GetByteCount(name) > MostBytes ? $"has a schema whose name is longer than {MostBytes} bytes"
        : name.Any(char.IsControl) ? "has a schema with control characters in its name"
        : name.StartsWith("pg_", StringComparison.Ordinal) || name == "information_schema" ? "has a schema that is PostgreSQL's own"
        : null;
}
