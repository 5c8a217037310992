using System.Globalization;
using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>Reads conditions: or, and, not, comparison, value, from the loosest to the tightest.</summary>
internal sealed class ConditionParser(string text)
{
    private const int MaxDepth = 50;
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">", "in"];

    private readonly ConditionTokens _tokens = new(text);
    private readonly List<TemplatePath> _paths = [];
    private bool _hasWords;
    private int _depth;

    public Condition Run()
    {
        var root = Or();
        return _tokens.IsOver ? new Condition(root, _paths, _hasWords) : throw _tokens.Unexpected("and, or, or the end");
    }

    private ConditionNode Or()
    {
        if (++_depth > MaxDepth)
        {
            throw new TemplateException($"the condition \"{Shown.Short(text)}\" is nested more than {MaxDepth} deep");
        }

        var left = And();
        while (_tokens.TryTake("or"))
        {
            var (one, other) = (left, And());
            left = new ConditionNode(scope => ConditionValues.Of(ConditionValues.IsTrue(one.Evaluate(scope)) || ConditionValues.IsTrue(other.Evaluate(scope))));
        }

        _depth--;
        return left;
    }

    private ConditionNode And()
    {
        var left = Not();
        while (_tokens.TryTake("and"))
        {
            var (one, other) = (left, Not());
            left = new ConditionNode(scope => ConditionValues.Of(ConditionValues.IsTrue(one.Evaluate(scope)) && ConditionValues.IsTrue(other.Evaluate(scope))));
        }

        return left;
    }

    private ConditionNode Not()
    {
        var negated = false;
        while (_tokens.TryTake("not"))
        {
            negated = !negated;
        }

        var inner = Comparison();
        return negated ? new ConditionNode(scope => ConditionValues.Of(!ConditionValues.IsTrue(inner.Evaluate(scope)))) : inner;
    }

    private ConditionNode Comparison()
    {
        var left = Value();
        if (Comparisons.FirstOrDefault(_tokens.TryTake) is not { } by)
        {
            return left;
        }

        var right = Value();
        return new ConditionNode(scope => ConditionValues.Of(ConditionValues.Compare(left.Evaluate(scope), by, right.Evaluate(scope))));
    }

    private ConditionNode Value()
    {
        if (_tokens.TryTake("("))
        {
            var inner = Or();
            return _tokens.TryTake(")") ? inner : throw _tokens.Unexpected("a closing parenthesis");
        }

        if (_tokens.TryTakePath() is { } path)
        {
            _paths.Add(path);
            return new ConditionNode(scope => scope.Values.Find(path) ?? ConditionValues.Null);
        }

        return Word() ?? Literal();
    }

    private ConditionNode? Word()
    {
        if (_tokens.TryTake("always"))
        {
            _hasWords = true;
            return Constant(ConditionValues.True);
        }

        if (_tokens.TryTake("failed"))
        {
            _hasWords = true;
            return new ConditionNode(scope => ConditionValues.Of(scope.AnyFailed));
        }

        return null;
    }

    private ConditionNode Literal()
    {
        foreach (var (word, value) in new[] { ("true", ConditionValues.True), ("false", ConditionValues.False), ("null", ConditionValues.Null) })
        {
            if (_tokens.TryTake(word))
            {
                return Constant(value);
            }
        }

        if (_tokens.TryTakeText() is { } quoted)
        {
            return Constant(JsonText.Of(quoted));
        }

        return _tokens.TryTakeNumber() is { } number
            ? Constant(JsonElement.Parse(number.ToString("R", CultureInfo.InvariantCulture)))
            : throw _tokens.Unexpected("a value, such as {{ input.name }}, 'text', 5, true, always or failed");
    }

    private static ConditionNode Constant(JsonElement value) => new(_ => value);
}

/// <summary>Reads the pieces of a condition, one after another.</summary>
internal sealed class ConditionTokens(string text)
{
    private int _at;

    public bool IsOver => SkipSpace() == text.Length;

    /// <summary>Takes a word or sign, if it stands here.</summary>
    public bool TryTake(string token)
    {
        var at = SkipSpace();
        var end = at + token.Length;
        var isThere = string.CompareOrdinal(text, at, token, 0, token.Length) == 0
            && !(char.IsLetter(token[0]) && end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.' or '-'));
        _at = isThere ? end : at;
        return isThere;
    }

    public TemplatePath? TryTakePath()
    {
        var at = SkipSpace();
        if (string.CompareOrdinal(text, at, "{{", 0, 2) != 0)
        {
            return null;
        }

        var end = text.IndexOf("}}", at, StringComparison.Ordinal);
        var template = Template.Parse(end < 0 ? text[at..] : text[at..(end + 2)]);
        _at = end + 2;
        return template.Single ?? throw Unexpected("a template such as {{ input.name }}");
    }

    /// <summary>A text in single or double quotes; a quote within it is written twice.</summary>
    public string? TryTakeText()
    {
        var at = SkipSpace();
        if (at == text.Length || text[at] is not ('\'' or '"'))
        {
            return null;
        }

        var quote = text[at];
        var end = at + 1;
        while ((end = text.IndexOf(quote, end)) >= 0 && end + 1 < text.Length && text[end + 1] == quote)
        {
            end += 2;
        }

        if (end < 0)
        {
            throw new TemplateException($"the condition \"{Shown.Short(text)}\" has a quote at character {at + 1} that is not closed");
        }

        _at = end + 1;
        return text[(at + 1)..end].Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal);
    }

    public double? TryTakeNumber()
    {
        var at = SkipSpace();
        var end = at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+' or 'e' or 'E'))
        {
            end++;
        }

        if (!double.TryParse(text.AsSpan(at, end - at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return null;
        }

        _at = end;
        return number;
    }

    public TemplateException Unexpected(string wanted)
    {
        var at = SkipSpace();
        var found = at == text.Length ? "it ends" : $"there is `{Shown.Short(text[at..])}`";
        return new TemplateException($"the condition \"{Shown.Short(text)}\": {found} at character {at + 1}, where {wanted} should be");
    }

    private int SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return _at;
    }
}
