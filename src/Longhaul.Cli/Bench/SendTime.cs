using System.Globalization;

namespace Longhaul.Cli.Bench;

/// <summary>When a job was sent: milliseconds since 1970, carried in its input, so that its worker can tell how long it took to get there.</summary>
internal static class SendTime
{
    private const string Start = """{"sent":""";

    public static double Now(TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>An input that carries it.</summary>
    public static string Write(double sent) => string.Create(CultureInfo.InvariantCulture, $"{Start}{sent:F3}}}");

    /// <summary>What an input carries; null where it carries none.</summary>
    public static double? Read(string input) =>
        input.StartsWith(Start, StringComparison.Ordinal) && double.TryParse(input.AsSpan(Start.Length, input.Length - Start.Length - 1), CultureInfo.InvariantCulture, out var sent)
            ? sent
            : null;
}
