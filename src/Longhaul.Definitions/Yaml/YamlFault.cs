using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Longhaul.Definitions.Yaml;

/// <summary>Says in plain words what the YAML parser stumbled over, and where.</summary>
internal static partial class YamlFault
{
    private const string Quote = " (a template must be in quotes: \"{{ input.name }}\")";

    public static (Place Place, string Message) Explain(YamlException error, string text)
    {
        var lines = text.Split('\n');
        var at = (int)Math.Clamp(error.Start.Line, 1, lines.Length);
        var tab = FirstTab(lines);
        return tab is { } place && (place.Line <= at + 1 || error.Message.Contains("tab", StringComparison.Ordinal))
            ? (place, "the line is indented with a tab; YAML is indented with spaces")
            : (new Place(at, (int)error.Start.Column), $"not valid YAML: {Words(error)}{Hint(error, lines[at - 1])}");
    }

    /// <summary>An unquoted template is a mapping as the name of a mapping to YAML.</summary>
    public static string TemplateHint(YamlNode name) => name is YamlMap ? Quote : "";

    private static string Hint(YamlException error, string line) =>
        line.Contains("{{", StringComparison.Ordinal) ? Quote
        : error.Message.Contains("invalid mapping", StringComparison.Ordinal) ? " (a text with `: ` in it must be in quotes)"
        : "";

    private static string Words(YamlException error)
    {
        var message = Spaces().Replace(error.Message.Trim().TrimEnd('.'), " ");
        return message.Length == 0 ? "it cannot be read here" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private static Place? FirstTab(string[] lines)
    {
        for (var at = 0; at < lines.Length; at++)
        {
            var indent = lines[at].Length - lines[at].AsSpan().TrimStart(" \t").Length;
            var tab = lines[at].AsSpan(0, indent).IndexOf('\t');
            if (tab >= 0)
            {
                return new Place(at + 1, tab + 1);
            }
        }

        return null;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();
}
