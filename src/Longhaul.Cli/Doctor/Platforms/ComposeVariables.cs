using System.Text.RegularExpressions;

namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>What compose makes of a service's variables and of texts such as <c>${NAME:-default}</c>, with the .env beside its file.</summary>
internal sealed partial class ComposeVariables(DeployFile file, IReadOnlyDictionary<string, string> environment)
{
    private readonly Dictionary<string, string> _here = Merge(EnvLines(Path.Join(file.Folder, ".env")).Concat(environment));

    /// <summary>A service's own: what its files say, and over it what it lists itself.</summary>
    public IReadOnlyDictionary<string, string> Of(string service) => Merge(FilesOf(service).SelectMany(EnvLines).Concat(Listed($"{service}.environment")));

    /// <summary>The text with what it refers to.</summary>
    public string Fill(string text) => Reference().Replace(
        text, match => _here.TryGetValue(match.Groups["name"].Value, out var value) && value.Length > 0 ? value : match.Groups["default"].Value);

    // A text, a list of texts, or a list of tables with a path.
    private IEnumerable<string> FilesOf(string service) =>
        file.Under($"{service}.env_file").Select(one => file[$"{one}.path"] ?? file[one]).Append(file[$"{service}.env_file"]).OfType<DeployValue>()
            .Select(path => Path.Join(file.Folder, Fill(path.Text)));

    // A table, or a list of texts such as PORT=80. A name without a value takes it from here.
    private IEnumerable<KeyValuePair<string, string>> Listed(string key)
    {
        foreach (var one in file.Under(key))
        {
            var (name, value) = (one[(key.Length + 1)..], file[one]?.Text ?? "");
            if (int.TryParse(name, out _))
            {
                var parts = value.Split('=', 2);
                (name, value) = (parts[0], parts.Length == 2 ? parts[1] : _here.GetValueOrDefault(parts[0], ""));
            }

            yield return new(name, Fill(value));
        }
    }

    private static Dictionary<string, string> Merge(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            merged[name] = value;
        }

        return merged;
    }

    private static IEnumerable<KeyValuePair<string, string>> EnvLines(string path) => !File.Exists(path) ? [] : File.ReadLines(path)
        .Select(line => line.Trim().Split('=', 2)).Where(parts => parts.Length == 2 && !parts[0].StartsWith('#'))
        .Select(parts => new KeyValuePair<string, string>(parts[0].Trim(), parts[1].Trim().Trim('"', '\'')));

    [GeneratedRegex(@"\$\{(?<name>\w+)(:?-(?<default>[^}]*)|:?\?[^}]*)?\}|\$(?<name>[A-Za-z_]\w*)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Reference();
}
