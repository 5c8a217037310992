using System.Text;
using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>
/// Text with <c>{{ path }}</c> in it. A literal <c>{{</c> is written <c>{{{{</c>; a single <c>{</c> right before a template stays as it is;
/// <c>}}</c> outside a template is plain text.
/// </summary>
public sealed class Template
{
    private readonly IReadOnlyList<TemplatePart> _parts;

    internal Template(string source, IReadOnlyList<TemplatePart> parts)
    {
        Source = source;
        _parts = parts;
        Paths = [.. parts.Select(part => part.Path).OfType<TemplatePath>()];
    }

    /// <summary>The text as it was written.</summary>
    public string Source { get; }

    /// <summary>The paths it refers to, in order, repeated where they are.</summary>
    public IReadOnlyList<TemplatePath> Paths { get; }

    /// <summary>The path, where the whole text is exactly one template; else null.</summary>
    public TemplatePath? Single => _parts is [{ Path: { } path }] ? path : null;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">An open <c>{{</c>, or something that is no path between the braces.</exception>
    public static Template Parse(string text) => TemplateParser.Parse(text);

    /// <summary>Writes text so that it stands for itself in a template.</summary>
    public static string Escape(string text) => text.Replace("{{", "{{{{", StringComparison.Ordinal);

    /// <summary>Fills it in. Text is taken as it is; numbers, booleans, objects and lists become JSON text; what a skipped step did not put out is empty.</summary>
    /// <exception cref="TemplateException">A value is missing or null, or has a NUL character.</exception>
    public string Render(ITemplateScope scope)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.Path is { } path ? TextOf(path, scope) : part.Literal);
        }

        return text.ToString();
    }

    /// <summary>The same template with its plain text, but not its paths, put through a function.</summary>
    public Template MapLiterals(Func<string, string> change)
    {
        var parts = _parts.Select(part => part.Path is null ? new TemplatePart(change(part.Literal), null) : part).ToArray();
        var source = string.Concat(parts.Select(part => part.Path is { } path ? $"{{{{ {path} }}}}" : Escape(part.Literal)));
        return new Template(source, parts);
    }

    /// <summary>The value of a path; null for what a skipped step did not put out.</summary>
    /// <exception cref="TemplateException">There is none.</exception>
    internal JsonElement Value(TemplatePath path, ITemplateScope scope) =>
        scope.Find(path) ?? (scope.IsOfSkipped(path) ? ConditionValues.Null : throw new TemplateException($"{Named}: there is no value for {path}"));

    private string Named => $"the template \"{Shown.Short(Source)}\"";

    private string TextOf(TemplatePath path, ITemplateScope scope) =>
        scope.Find(path) is null && scope.IsOfSkipped(path) ? "" : TextOf(Value(path, scope), path);

    private string TextOf(JsonElement value, TemplatePath path)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => JsonText.StringOf(value) ?? throw new TemplateException($"{Named}: {path} is no valid Unicode text"),
            JsonValueKind.Null or JsonValueKind.Undefined => throw new TemplateException($"{Named}: {path} is null"),
            _ => value.GetRawText(),
        };
        return text.Contains('\0')
            ? throw new TemplateException($"{Named}: the value of {path} has a NUL character, which no argument can hold")
            : text;
    }
}

/// <summary>A piece of a template: plain text, or a path.</summary>
internal readonly record struct TemplatePart(string Literal, TemplatePath? Path);
