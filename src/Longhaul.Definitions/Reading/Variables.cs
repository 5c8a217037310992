using System.Text.RegularExpressions;

namespace Longhaul.Definitions.Reading;

/// <summary>Fills <c>${NAME}</c> and <c>${NAME:-otherwise}</c> from an environment that is given, never from the ambient one.</summary>
internal sealed partial class Variables(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Text with its variables filled in; <c>$${</c> stands for <c>${</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="wrong">Told of a variable that is not set and of what is no variable.</param>
    public string Fill(string text, Action<string> wrong) => Pattern().Replace(text, match =>
        match.Value == "$${" ? "${" : match.Groups["name"].Success ? Value(match, wrong) : Malformed(wrong));

    private string Value(Match match, Action<string> wrong)
    {
        var name = match.Groups["name"].Value;
        var hasOther = match.Groups["otherwise"].Success;
        if (environment.TryGetValue(name, out var value) && (value.Length > 0 || !hasOther))
        {
            return value;
        }

        if (!hasOther)
        {
            wrong($"the environment variable {name} is not set; set it, or give a value for that case: ${{{name}:-value}}");
        }

        return match.Groups["otherwise"].Value;
    }

    private static string Malformed(Action<string> wrong)
    {
        wrong("`${` does not begin a variable such as ${NAME} or ${NAME:-value}; a literal `${` is written `$${`");
        return "";
    }

    [GeneratedRegex(@"\$\$\{|\$\{((?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<otherwise>[^}]*))?\})?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Pattern();
}
