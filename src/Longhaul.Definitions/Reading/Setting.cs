using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Reading;

/// <summary>A key with its value. The methods give the value, or note what is wrong with it and give null.</summary>
internal readonly record struct Setting(YamlText Key, YamlNode Node, Problems Problems)
{
    /// <summary>Text, whatever YAML would make of it; not empty.</summary>
    public YamlText? Text() => Node switch
    {
        YamlText { IsNull: false, Value: not "" } text when !text.Value.Contains('\0') => text,
        YamlText text when text.Value.Contains('\0') => WithNul(),
        _ => Wrong<YamlText>("text"),
    };

    public int? Whole(int min, int max) => WholeIn(min, max) ?? WrongValue<int>($"a whole number from {min} to {max}", Unquoted);

    /// <summary>A whole number; the message names a word that would do as well.</summary>
    public int? WholeOr(string word, int min, int max) => WholeIn(min, max) ?? WrongValue<int>($"a whole number from {min} to {max}, or {word}", Unquoted);

    public double? Number(double min = double.MinValue, double max = double.MaxValue)
    {
        var number = Node is YamlText { Plain: true } text && double.TryParse(PlainScalar.Number(text.Value), out var read)
            ? read
            : (double?)null;
        return number >= min && number <= max ? number : WrongValue<double>(max == double.MaxValue ? "a number" : $"a number from {min} to {max}", Unquoted);
    }

    public bool? Flag() =>
        (Node is YamlText { Plain: true } text ? PlainScalar.Boolean(text.Value) : null) ?? WrongValue<bool>("true or false", Unquoted);

    public TimeSpan? Duration() =>
        (Node is YamlText text ? Durations.Parse(text.Value) : null) ?? WrongValue<TimeSpan>(
            "a time such as 500ms, 60s, 5m, 1h30m or 2d, from 1ms to 365d",
            Node is YamlText { Value: var given } && PlainScalar.Number(given) is not null ? "; add the unit" : "");

    public Rate? Rate() =>
        (Node is YamlText text ? Core.Jobs.Rate.Parse(text.Value) : null) ?? WrongValue<Rate>(
            $"a rate such as 5/s, 10/min, 100/h or 30/10m, of at most {Core.Jobs.Rate.MostStarts} in 100ms to 31d",
            Node is YamlText { Value: var given } && PlainScalar.Number(given) is not null ? "; add the time, such as /min" : "");

    public Budget? Budget() => Node is YamlText text && Core.Jobs.Budget.TryParse(text.Value, out var budget)
        ? budget
        : Wrong<Budget>($"a budget such as 5.00 USD/day, of more than 0 and at most {Cost.MaxAmount} with {Cost.Decimals} digits after the point");

    public long? Size() =>
        (Node is YamlText text ? Sizes.Parse(text.Value) : null) ?? WrongValue<long>("a size such as 512MB or 1GiB, from 1MB to 1PiB");

    /// <summary>One of some words.</summary>
    public TEnum? Choice<TEnum>(params (string Word, TEnum Value)[] choices) where TEnum : struct
    {
        var given = (Node as YamlText)?.Value ?? "";
        var found = choices.Where(choice => choice.Word == given).Select(choice => (TEnum?)choice.Value).FirstOrDefault();
        var near = NearestName.Find(given, choices.Select(choice => choice.Word)) is { } name ? $"; did you mean `{name}`?" : "";
        return found ?? WrongValue<TEnum>("one of " + string.Join(", ", choices.Select(choice => choice.Word)), near);
    }

    /// <summary>Notes that the value is not what it must be.</summary>
    public T? Wrong<T>(string must, string hint = "") where T : class
    {
        Problems.Add(Node.Place, Message(must, hint));
        return null;
    }

    private int? WholeIn(int min, int max) =>
        Node is YamlText { Plain: true } text && int.TryParse(PlainScalar.Number(text.Value), out var read) && read >= min && read <= max ? read : null;

    // The value is not shown: it looks right where the character is not seen.
    private YamlText? WithNul()
    {
        Problems.Add(Node.Place, $"`{Key.Value}` must be text without NUL characters (U+0000)");
        return null;
    }

    private string Unquoted => Node is YamlText { Plain: false } ? "; write it without quotes" : "";

    private T? WrongValue<T>(string must, string hint = "") where T : struct
    {
        Problems.Add(Node.Place, Message(must, hint));
        return null;
    }

    private string Message(string must, string hint) => $"`{Key.Value}` must be {must}, not {Node.What}{hint}";
}
