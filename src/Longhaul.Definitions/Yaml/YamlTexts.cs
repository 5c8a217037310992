namespace Longhaul.Definitions.Yaml;

/// <summary>The scalars within a node.</summary>
internal static class YamlTexts
{
    public static IEnumerable<YamlText> In(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => In(entry.Value)),
        YamlList list => list.Items.SelectMany(In),
        YamlText text => [text],
        _ => [],
    };
}
