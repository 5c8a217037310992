namespace Longhaul.Core.Pipelines;

/// <summary>What stands between <c>{{</c> and <c>}}</c>: names separated by dots, such as <c>steps.script.outputs.text</c>.</summary>
public sealed class TemplatePath
{
    private TemplatePath(string text, string[] names) => (Text, Names) = (text, names);

    /// <summary>The path as it was written, without spaces around it.</summary>
    public string Text { get; }

    /// <summary>The names; at least one.</summary>
    public IReadOnlyList<string> Segments => Names;

    /// <summary>The first name: <c>input</c>, <c>steps</c>, <c>run</c> …</summary>
    public string Root => Names[0];

    internal string[] Names { get; }

    /// <summary>Reads a path.</summary>
    /// <returns>Null where it is empty or a name has other characters than letters, digits, <c>_</c> and <c>-</c>.</returns>
    public static TemplatePath? TryParse(string text)
    {
        var segments = text.Split('.');
        return segments.All(IsName) ? new TemplatePath(text, segments) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool IsName(string segment) =>
        segment.Length > 0 && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
