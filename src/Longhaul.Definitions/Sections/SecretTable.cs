using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The secrets of a job: those that it gets as variables, and those that it gets as files.</summary>
/// <param name="Variables">Names.</param>
/// <param name="Files">Names.</param>
internal sealed record SecretKeys(IReadOnlyList<string> Variables, IReadOnlyList<string> Files);

/// <summary>One of them, where it says how it is given.</summary>
internal sealed class SecretItemKeys : Keys
{
    public YamlText? Name { get; set; }

    public bool? IsFile { get; set; }
}

/// <summary>Reads the secrets of a job: <c>[TTS_KEY, { name: COOKIES, as: file }]</c>.</summary>
internal static class SecretTable
{
    private const string Example = "[TTS_KEY, { name: COOKIES, as: file }]";

    private static Table<SecretItemKeys> Item { get; } = new("a secret",
    [
        new("name", (secret, key) => secret.Name = key.Text()),
        new("as", (secret, key) => secret.IsFile = key.Choice(("variable", false), ("file", true))),
    ]);

    public static SecretKeys? Read(Setting key)
    {
        if (key.Node is not YamlList list)
        {
            return key.Wrong<SecretKeys>($"a list such as {Example}");
        }

        var secrets = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (ReadItem(key, item) is var (name, isFile) && !secrets.TryAdd(name.Value, isFile))
            {
                key.Problems.Add(item.Place, $"`{name.Value}` stands twice in `{key.Key.Value}`");
            }
        }

        return new SecretKeys([.. secrets.Where(one => !one.Value).Select(one => one.Key)], [.. secrets.Where(one => one.Value).Select(one => one.Key)]);
    }

    private static (YamlText Name, bool IsFile)? ReadItem(Setting key, YamlNode item)
    {
        (YamlText? name, bool isFile) = item switch
        {
            YamlText text => (text, false),
            YamlMap map => OfMap(key, map),
            _ => (null, false),
        };
        if (name is null)
        {
            var problem = item is YamlMap ? "has no `name`" : $"must be a name or such as {{ name: COOKIES, as: file }}, not {item.What}";
            key.Problems.Add(item.Place, $"an item of `{key.Key.Value}` {problem}");
            return null;
        }

        if (!Names.IsVariable(name.Value))
        {
            key.Problems.Add(name.Place, $"{name.What} in `{key.Key.Value}` is not acceptable: {Names.VariableRule}");
            return null;
        }

        return (name, isFile);
    }

    private static (YamlText? Name, bool IsFile) OfMap(Setting key, YamlMap map)
    {
        var read = Item.Read(key.Key with { Place = map.Place }, map, key.Problems);
        return (read.Name, read.IsFile ?? false);
    }
}
