using System.Text;

namespace Longhaul.Core.Pipelines;

/// <summary>Reads text with <c>{{ path }}</c> in it.</summary>
internal sealed class TemplateParser
{
    private const string Escaping = "(a literal `{{` is written `{{{{`)";

    private readonly string _text;
    private readonly List<TemplatePart> _parts = [];
    private readonly StringBuilder _literal = new();
    private int _at;

    private TemplateParser(string text) => _text = text;

    public static Template Parse(string text) => new TemplateParser(text).Run();

    private Template Run()
    {
        while (_at < _text.Length)
        {
            ReadBracesOrText();
        }

        EndLiteral();
        return new Template(_text, _parts);
    }

    private void ReadBracesOrText()
    {
        if (Braces() == 2)
        {
            ReadPath();
            return;
        }

        // Four are an escaped pair; of three the first is plain text ({"a":{{{ x }}}); one is plain text.
        var escaped = Braces() >= 4;
        _literal.Append(escaped ? "{{" : _text[_at].ToString());
        _at += escaped ? 4 : 1;
    }

    private int Braces()
    {
        var end = _at;
        while (end < _text.Length && _text[end] == '{')
        {
            end++;
        }

        return end - _at;
    }

    private void ReadPath()
    {
        var end = _text.IndexOf("}}", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new TemplateException($"the template \"{Shown.Short(_text)}\" has a `{{{{` at character {_at + 1} without a `}}}}` {Escaping}");
        }

        var inside = _text[(_at + 2)..end].Trim();
        var path = TemplatePath.TryParse(inside) ?? throw NotAPath(inside);
        EndLiteral();
        _parts.Add(new TemplatePart("", path));
        _at = end + 2;
    }

    private TemplateException NotAPath(string inside) => new(
        $"the template \"{Shown.Short(_text)}\": `{Shown.Short(inside)}` is no path such as input.name or steps.NAME.outputs.key {Escaping}");

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _parts.Add(new TemplatePart(_literal.ToString(), null));
            _literal.Clear();
        }
    }
}
