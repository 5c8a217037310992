using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Reading;

/// <summary>What was read from a mapping, before it is checked as a whole.</summary>
internal abstract class Keys
{
    /// <summary>Where its name stands.</summary>
    public Place Place { get; set; }

    /// <summary>The keys that stood there, also those whose values were wrong.</summary>
    public HashSet<string> Seen { get; } = [];

    /// <summary>It was no mapping; that is noted already.</summary>
    public bool Malformed { get; set; }
}

/// <summary>All the keys of one sort of mapping.</summary>
/// <param name="what">The sort, with its article, for messages.</param>
/// <param name="keys">The keys.</param>
internal sealed class Table<T>(string what, IReadOnlyList<Key<T>> keys) where T : Keys, new()
{
    private readonly Dictionary<string, Key<T>> _byName = keys.ToDictionary(key => key.Name);

    public IReadOnlyList<Key<T>> All => keys;

    /// <summary>Reads a mapping; what is wrong goes to the problems.</summary>
    /// <param name="name">Where and under which name it stands.</param>
    /// <param name="node">The mapping; nothing at all is an empty one.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public T Read(YamlText name, YamlNode node, Problems problems)
    {
        var target = new T { Place = name.Place };
        if (node is YamlMap map)
        {
            foreach (var (key, value) in map.Entries)
            {
                ReadKey(target, key, value, problems);
            }
        }
        else if (!node.IsNull)
        {
            target.Malformed = true;
            problems.Add(node.Place, $"`{YamlText.Shorten(name.Value)}` must be a mapping of names to values, not {node.What}");
        }

        return target;
    }

    private void ReadKey(T target, YamlText key, YamlNode value, Problems problems)
    {
        if (!_byName.TryGetValue(key.Value, out var known))
        {
            problems.Add(key.Place, $"`{YamlText.Shorten(key.Value)}` is no key of {what}{NearestName.Hint(key.Value, _byName.Keys)}");
            return;
        }

        target.Seen.Add(key.Value);
        known.Read(target, new Setting(key, value, problems));
    }
}
