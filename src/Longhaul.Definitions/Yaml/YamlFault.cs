using YamlDotNet.Core;

namespace Longhaul.Definitions.Yaml;

/// <summary>Says in plain words what the YAML parser stumbled over.</summary>
internal static class YamlFault
{
    public static string Explain(YamlException error, string text)
    {
        var line = LineAt(text, error.Start.Line);
        var indent = line[..(line.Length - line.TrimStart().Length)];
        return indent.Contains('\t') ? "the line is indented with a tab; YAML is indented with spaces"
            : line.Contains("{{", StringComparison.Ordinal) ? $"not valid YAML: {Words(error)}{Quote}"
            : $"not valid YAML: {Words(error)}";
    }

    /// <summary>An unquoted template is a mapping within a mapping to YAML.</summary>
    public static string TemplateHint(YamlNode node) =>
        node is YamlMap { Entries: [] } or YamlMap { Entries: [{ Value.IsNull: true }] } ? Quote : "";

    private const string Quote = " (a template must be in quotes: \"{{ input.name }}\")";

    private static string Words(YamlException error)
    {
        var message = error.Message.Trim().TrimEnd('.');
        return message.Length == 0 ? "it cannot be read here" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private static string LineAt(string text, long number)
    {
        using var reader = new StringReader(text);
        var line = reader.ReadLine();
        for (var at = 1; at < number && line is not null; at++)
        {
            line = reader.ReadLine();
        }

        return line ?? "";
    }
}
