namespace Longhaul.Definitions.Yaml;

/// <summary>A place in the file.</summary>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Place(int Line, int Column);

/// <summary>A piece of YAML and where it begins.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string What { get; }

    /// <summary>True for nothing at all: an empty value, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => this is YamlText { Plain: true } text && PlainScalar.IsNull(text.Value);
}

/// <summary>A scalar, as it was written.</summary>
internal sealed record YamlText(Place Place, string Value, bool Plain) : YamlNode(Place)
{
    public override string What => IsNull ? "empty" : $"\"{Shorten(Value)}\"";

    /// <summary>A value for a message: one line, not too long.</summary>
    public static string Shorten(string value)
    {
        var cut = value.Length <= 60 ? value : value[..59] + "…";
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '�' : c));
    }
}

/// <summary>A list.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place)
{
    public override string What => "a list";
}

/// <summary>Names with values; no name stands twice.</summary>
internal sealed record YamlMap(Place Place, IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Entries) : YamlNode(Place)
{
    public override string What => "a mapping";
}
