using System.Globalization;

namespace Longhaul.Cli.Inputs;

/// <summary>Instants where whole days count: a day alone is its beginning in UTC, since money is counted by days of UTC.</summary>
internal static class DayText
{
    /// <summary>The instant that an option gives.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static DateTimeOffset? Read(string option, string? text) => DayOf(text) ?? InstantText.Read(option, text);

    /// <summary>A day, an instant, or so long before now.</summary>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static DateTimeOffset? Since(string? text, TimeProvider clock) => DayOf(text) ?? InstantText.Since(text, clock);

    private static DateTimeOffset? DayOf(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
        : null;
}
