using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Longhaul.Processes;

/// <summary>Understands lines that begin with <c>::</c>. Never throws, whatever a child prints.</summary>
public static class DirectiveParser
{
    const string NoText = "has half a surrogate pair in it, which is no text";

    /// <summary>True for a directive, also a malformed one; false for plain output, which a <c>::word</c> that is none of ours is too.</summary>
    /// <param name="line">A whole line, not the piece of one.</param>
    /// <param name="directive">What was said.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out Directive? directive)
    {
        directive = line.StartsWith("::"u8) ? Parse(Encoding.UTF8.GetString(line[2..])) : null;
        return directive is not null;
    }

    static Directive? Parse(string text)
    {
        var space = text.AsSpan().IndexOfAny(' ', '\t');
        var word = space < 0 ? text : text[..space];
        var rest = space < 0 ? "" : text[(space + 1)..];
        return word switch
        {
            "progress" => Progress(rest.Trim()),
            "stage" => Required(word, rest, "::stage rendering", name => new StageDirective(name)),
            "output" => Output(rest.TrimStart()),
            "cost" => CostText.Parse(rest),
            "audit" => Audit(rest.Trim()),
            "artifact" => Required(word, rest, "::artifact final.mp4", path => new ArtifactDirective(path)),
            "warning" => Required(word, rest, "::warning text", warning => new WarningDirective(warning)),
            "retry" => Retry(rest.Trim()),
            "fail" => new FailDirective(rest.Trim()),
            "checkpoint" => Checkpoint(rest.Trim()),
            _ => null,
        };
    }

    static Directive Progress(string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var number = words.FirstOrDefault("").TrimEnd('%');
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || percent is not (>= 0 and <= 100))
        {
            return Malformed("progress", number, "is not a percentage from 0 to 100", "::progress 42% eta=30s encoding");
        }
        TimeSpan? remaining = null;
        var eta = words.Skip(1).FirstOrDefault(word => word.StartsWith("eta=", StringComparison.Ordinal));
        if (eta is not null)
        {
            if (!DurationText.TryParse(eta.AsSpan(4), out var left))
            {
                return Malformed("progress", eta, "is not a duration", "::progress 42% eta=1m30s");
            }
            remaining = left;
        }
        var text = string.Join(' ', words.Skip(1).Where(word => word != eta));
        return new ProgressDirective(percent, remaining, text.Length > 0 ? text : null);
    }

    static Directive Output(string rest)
    {
        var equals = rest.IndexOf('=');
        var key = equals < 0 ? rest : rest[..equals];
        if (equals <= 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            return Malformed("output", key, "is not a name followed by '='", "::output duration=42.5");
        }
        var value = rest[(equals + 1)..];
        var json = JsonText.TryParse(value, out var isText);
        return isText
            ? new OutputDirective(key, json ?? JsonText.OfText(value))
            : Malformed("output", rest, NoText, "::output letter=\"\\u00e9\"");
    }

    static Directive Audit(string rest)
    {
        var space = rest.AsSpan().IndexOfAny(' ', '\t');
        var action = space < 0 ? rest : rest[..space];
        return action.Length > 0 && char.IsAsciiLetterUpper(action[0]) && action.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            ? new AuditDirective(action, rest[action.Length..].Trim())
            : Malformed("audit", action, "is not a word of capital letters, digits and _", "::audit DEPLOYED 1.2.0 to staging");
    }

    static RetryDirective Retry(string rest)
    {
        var space = rest.IndexOf(' ');
        var first = space < 0 ? rest : rest[..space];
        return DurationText.TryParse(first, out var delay)
            ? new RetryDirective(delay, rest[first.Length..].Trim())
            : new RetryDirective(null, rest);
    }

    static Directive Checkpoint(string rest)
    {
        var json = JsonText.TryParse(rest, out var isText);
        return isText && json is { } state
            ? new CheckpointDirective(state)
            : Malformed("checkpoint", rest, isText ? "is not JSON" : NoText, "::checkpoint {\"done\": 3}");
    }

    static Directive Required(string word, string rest, string example, Func<string, Directive> make)
    {
        var value = rest.Trim();
        return value.Length > 0 ? make(value) : new MalformedDirective(word, $"::{word} says nothing; write for example: {example}");
    }

    internal static MalformedDirective Malformed(string word, string value, string problem, string example)
    {
        var shown = value.Length > 60 ? value[..60] + "…" : value;
        return new MalformedDirective(word, $"::{word} '{shown}' {problem}; write for example: {example}");
    }
}
