using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Reading;

/// <summary>Values that hold several others.</summary>
internal static class SettingLists
{
    /// <summary>A list of texts, each whatever YAML would make of it. Empty texts are taken.</summary>
    public static IReadOnlyList<YamlText>? Texts(this Setting setting, string example)
    {
        if (setting.Node is not YamlList list)
        {
            return setting.Wrong<IReadOnlyList<YamlText>>($"a list such as {example}");
        }

        var texts = new List<YamlText>();
        foreach (var item in list.Items)
        {
            if (item is YamlText text && !text.Value.Contains('\0'))
            {
                texts.Add(text);
                continue;
            }

            var found = item is YamlText ? " without NUL characters" : $", not {item.What}";
            setting.Problems.Add(item.Place, $"an item of `{setting.Key.Value}` must be text{found}");
        }

        return texts;
    }

    /// <summary>A list of names that are checked by a rule; wrong ones and repetitions are noted and left out.</summary>
    public static IReadOnlyList<YamlText>? Names(this Setting setting, string example, Func<string, bool> isName, string rule)
    {
        var names = new List<YamlText>();
        var seen = new HashSet<string>();
        foreach (var text in setting.Texts(example) ?? [])
        {
            if (!isName(text.Value))
            {
                setting.Problems.Add(text.Place, $"{text.What} in `{setting.Key.Value}` is not acceptable: {rule}");
            }
            else if (!seen.Add(text.Value))
            {
                setting.Problems.Add(text.Place, $"`{text.Value}` stands twice in `{setting.Key.Value}`");
            }
            else
            {
                names.Add(text);
            }
        }

        return names;
    }

    /// <summary>The entries of a mapping; nothing at all is an empty one.</summary>
    public static IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Entries(this Setting setting, string must)
    {
        if (setting.Node is YamlMap map)
        {
            return map.Entries;
        }

        if (!setting.Node.IsNull)
        {
            setting.Wrong<object>(must);
        }

        return [];
    }

    /// <summary>The entries of a mapping whose names are names of ours; others are noted and left out.</summary>
    public static IEnumerable<KeyValuePair<YamlText, YamlNode>> Named(this Setting setting, string must, Func<string, bool> isName, string rule)
    {
        foreach (var entry in setting.Entries(must))
        {
            if (isName(entry.Key.Value))
            {
                yield return entry;
            }
            else
            {
                setting.Problems.Add(entry.Key.Place, $"{entry.Key.What} is not acceptable as a name; use {rule}");
            }
        }
    }
}
