using System.Globalization;

namespace Longhaul.Cli.Inputs;

/// <summary>Instants as people type them; without an offset they are local time.</summary>
internal static class InstantText
{
    public const string Form = "such as 2026-11-22T09:00Z or \"2026-11-22 09:00\" (local time)";

    /// <summary>The instant that an option gives.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static DateTimeOffset? Read(string option, string? text) =>
        text is null ? null : TryParse(text) ?? throw new UsageException($"{option}: {TerminalText.Quote(text)} is no instant; write it {Form}");

    /// <summary>An instant, or so long before now.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static DateTimeOffset? Since(string? text, TimeProvider clock)
    {
        if (text is null)
        {
            return null;
        }

        return DurationText.TryParse(text) is { } span ? clock.GetUtcNow() - span
            : TryParse(text) ?? throw new UsageException($"--since: {TerminalText.Quote(text)} is neither an instant nor a span of time; write it {Form}, or {DurationText.Form}");
    }

    public static DateTimeOffset? TryParse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var instant) && text.Contains('-')
            ? instant.ToUniversalTime()
            : null;
}
