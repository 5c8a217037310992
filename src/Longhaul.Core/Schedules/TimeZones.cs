using System.Text.RegularExpressions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Schedules;

/// <summary>Time zones by their IANA names.</summary>
public static partial class TimeZones
{
    /// <summary>Finds a time zone.</summary>
    /// <exception cref="FormatException">This machine knows none of that name; says which name was probably meant.</exception>
    public static TimeZoneInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            // The name becomes a path below the machine's time zones.
            return Name().IsMatch(name) && TimeZoneInfo.FindSystemTimeZoneById(name) is var zone && !IsMiswritten(name, zone) ? zone : throw Unknown(name);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException or UnauthorizedAccessException or IOException)
        {
            throw Unknown(name);
        }
    }

    // Which case of letters is taken would else depend on what has been looked up before.
    private static bool IsMiswritten(string name, TimeZoneInfo zone) => zone.Id != name && zone.Id.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static FormatException Unknown(string name)
    {
        var hint = Nearest(name) is { } near ? $"did you mean `{near}`?" : "use a name such as Europe/Berlin";
        return new FormatException($"there is no time zone `{Shown.Short(name)}` on this machine; {hint}");
    }

    /// <summary>A city alone names its zone; else what differs by a typing error.</summary>
    private static string? Nearest(string name)
    {
        var known = TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Order(StringComparer.Ordinal).ToArray();
        var city = name.Replace(' ', '_');
        return known.FirstOrDefault(id => id.EndsWith("/" + city, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Find(city, known.Where(id => name.Length > 0 && char.ToUpperInvariant(id[0]) == char.ToUpperInvariant(name[0])));
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
