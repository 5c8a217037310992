using System.Globalization;

namespace Longhaul.Core.Schedules;

/// <summary>One of the five fields: what it may hold, and how a list of values, ranges and steps becomes a set of bits.</summary>
/// <param name="Name">What the field is called in errors.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Names">Names of values from <paramref name="Min"/> on, three letters each; empty where there are none.</param>
internal sealed record CronField(string Name, int Min, int Max, IReadOnlyList<string> Names)
{
    public static CronField Minute { get; } = new("minute", 0, 59, []);

    public static CronField Hour { get; } = new("hour", 0, 23, []);

    public static CronField DayOfMonth { get; } = new("day of month", 1, 31, []);

    public static CronField Month { get; } = new(
        "month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);

    /// <summary>0 and 7 are both Sunday.</summary>
    public static CronField DayOfWeek { get; } = new("day of week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    /// <summary>The values that a field's text names, one bit each.</summary>
    /// <exception cref="FormatException">It names something else.</exception>
    public ulong Read(string text) => text.Split(',').Aggregate(0UL, (bits, part) => bits | ReadPart(part));

    /// <summary>One value, by number or name.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public int ReadValue(string text)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (text.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return Min + i;
            }
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= Min && value <= Max
            ? value
            : throw Wrong(text, $"must be {Min} to {Max}{(Names.Count == 0 ? "" : $" or {Names[0]} to {Names[^1]}")}");
    }

    public FormatException Wrong(string text, string why) => new($"{Name} '{text}' {why}");

    private ulong ReadPart(string part)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var step = slash < 0 ? 1 : ReadStep(part, part[(slash + 1)..]);
        var range = slash < 0 ? part : part[..slash];
        if (range is "*" or "?")
        {
            return Bits(Min, Last, step);
        }

        var dash = range.IndexOf('-', StringComparison.Ordinal);
        var from = ReadValue(dash < 0 ? range : range[..dash]);
        var to = dash >= 0 ? ReadValue(range[(dash + 1)..]) : slash < 0 ? from : Last;
        return Bits(from, to, step);
    }

    // A week has no eighth day: 7 is only another name.
    private int Last => Names.Count == 7 ? Max - 1 : Max;

    private int ReadStep(string part, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step >= 1 && step <= Max
            ? step
            : throw Wrong(part, $"has the step '{text}', which must be 1 to {Max}");

    // Hours, days and months come round: 22-2 goes over midnight.
    private ulong Bits(int from, int to, int step)
    {
        var size = Last - Min + 1;
        var length = to >= from ? to - from : to - from + size;
        var bits = 0UL;
        for (var i = 0; i <= length; i += step)
        {
            bits |= 1UL << (Min + ((from - Min + i) % size));
        }

        return bits;
    }
}
