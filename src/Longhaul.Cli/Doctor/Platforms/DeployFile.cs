using System.Globalization;
using Tomlyn;
using Tomlyn.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>A value of a platform's file.</summary>
/// <param name="Text">The value.</param>
/// <param name="IsNumber">True: it stands there as a number. False: as a text, whatever its digits.</param>
internal readonly record struct DeployValue(string Text, bool IsNumber);

/// <summary>A platform's file in JSON, YAML or TOML, as a flat table: <c>services.0.envVars.1.key</c>.</summary>
internal sealed class DeployFile
{
    private readonly Dictionary<string, DeployValue> _values = new(StringComparer.Ordinal);

    private DeployFile(string path) => (Name, Folder) = (Path.GetFileName(path), Path.GetDirectoryName(path)!);

    /// <summary>The file's name, for people.</summary>
    public string Name { get; }

    /// <summary>Where it stands.</summary>
    public string Folder { get; }

    /// <summary>The value under a key, where there is one.</summary>
    public DeployValue? this[string key] => _values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Keys that begin so, the part before the next dot each once: of <c>services</c>, <c>services.0</c> and <c>services.1</c>.</summary>
    public IReadOnlyList<string> Under(string key) =>
    [
        .. _values.Keys.Where(one => one.StartsWith(key + ".", StringComparison.Ordinal))
            .Select(one => one.IndexOf('.', key.Length + 1) is var end and > 0 ? one[..end] : one).Distinct(StringComparer.Ordinal),
    ];

    /// <exception cref="FormatException">It cannot be read; says where and why.</exception>
    public static DeployFile Read(string path)
    {
        var file = new DeployFile(path);
        var text = File.ReadAllText(path);
        try
        {
            if (Path.GetExtension(path) == ".toml")
            {
                file.Add("", TomlSerializer.Deserialize<TomlTable>(text));
            }
            else
            {
                file.AddYaml(text);
            }

            return file;
        }
        catch (TomlException e)
        {
            throw new FormatException(e.Message, e);
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}: {e.Message}", e);
        }
    }

    // JSON is YAML as well.
    private void AddYaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        foreach (var document in stream.Documents)
        {
            Add("", document.RootNode);
        }
    }

    private void Add(string key, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                // What is merged in (<<) stands as if it had been written there, and gives way to what is.
                foreach (var (name, value) in map.Children.OrderBy(pair => IsMerge(pair.Key)))
                {
                    Add(IsMerge(name) ? key : Join(key, name.ToString()), value);
                }

                break;
            case YamlSequenceNode list:
                for (var i = 0; i < list.Children.Count; i++)
                {
                    Add(Join(key, $"{i}"), list.Children[i]);
                }

                break;
            case YamlScalarNode scalar:
                Put(key, scalar.Value ?? "", scalar.Style == ScalarStyle.Plain && double.TryParse(scalar.Value, CultureInfo.InvariantCulture, out _));
                break;
        }
    }

    private void Add(string key, object? value)
    {
        switch (value)
        {
            case TomlTable table:
                foreach (var (name, one) in table)
                {
                    Add(Join(key, name), one);
                }

                break;
            case System.Collections.IEnumerable list and not string:
                var i = 0;
                foreach (var one in list)
                {
                    Add(Join(key, $"{i++}"), one);
                }

                break;
            default:
                Put(key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", value is long or double);
                break;
        }
    }

    private void Put(string key, string text, bool isNumber) => _values.TryAdd(key, new DeployValue(text, isNumber));

    private static bool IsMerge(YamlNode name) => name is YamlScalarNode { Value: "<<" };

    private static string Join(string key, string name) => key.Length == 0 ? name : $"{key}.{name}";
}
