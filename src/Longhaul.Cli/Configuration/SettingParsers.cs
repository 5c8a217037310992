using System.Globalization;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Configuration;

/// <summary>Texts to values, each with a complaint that fits into a sentence.</summary>
internal static class SettingParsers
{
    public static Func<string, Parsed<int>> Integer(int least, int most) => text =>
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return Parsed<int>.Wrong("is not a whole number");
        }

        return value < least ? Parsed<int>.Wrong($"is less than {least}")
            : value > most ? Parsed<int>.Wrong($"is more than {most}")
            : (int)value;
    };

    public static Func<string, Parsed<TimeSpan>> Milliseconds(int least, int most) => text =>
    {
        var parsed = Integer(least, most)(text);
        return new Parsed<TimeSpan>(TimeSpan.FromMilliseconds(parsed.Value), parsed.Complaint);
    };

    public static Parsed<bool> Switch(string text) => text.ToUpperInvariant() switch
    {
        "ON" or "TRUE" or "YES" or "1" => true,
        "OFF" or "FALSE" or "NO" or "0" => false,
        _ => Parsed<bool>.Wrong("is neither on nor off"),
    };

    public static Parsed<LogThreshold> LogLevel(string text) => text.ToUpperInvariant() switch
    {
        "DEBUG" or "TRACE" => LogThreshold.Debug,
        "INFO" or "INFORMATION" => LogThreshold.Info,
        "WARNING" or "WARN" => LogThreshold.Warning,
        "ERROR" => LogThreshold.Error,
        "CRITICAL" or "FATAL" => LogThreshold.Critical,
        _ => Parsed<LogThreshold>.Wrong("is not a log level"),
    };

    public static Parsed<LogShape> LogFormat(string text) => text.ToUpperInvariant() switch
    {
        "JSON" => LogShape.Json,
        "TEXT" or "CONSOLE" or "PRETTY" => LogShape.Text,
        _ => Parsed<LogShape>.Wrong("is not a log format"),
    };

    public static Parsed<string> Label(string text) =>
        text.Length > 100 ? Parsed<string>.Wrong("is longer than 100 characters")
        : text.Any(char.IsControl) ? Parsed<string>.Wrong("has control characters in it")
        : text;

    public static Parsed<string> FilePath(string text) =>
        text.Any(char.IsControl) ? Parsed<string>.Wrong("has control characters in it") : text;

    public static Parsed<string> WebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0
            ? text
            : Parsed<string>.Wrong("is not an http(s) address");

    public static Parsed<KeyRing?> FernetKeys(string text) => new(KeyRing.Parse(text, out var complaint), complaint);
}
