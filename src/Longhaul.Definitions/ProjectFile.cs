using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Building;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions;

/// <summary>Reads a project's definition from its file.</summary>
public static class ProjectFile
{
    /// <summary>The name of the file within its folder.</summary>
    public const string Name = "longhaul.yaml";

    /// <summary>Reads and checks a definition.</summary>
    /// <param name="path">The folder with a <c>longhaul.yaml</c>, or the file itself.</param>
    /// <param name="environment">The values of <c>${NAME}</c>; the ambient environment is never looked at.</param>
    /// <exception cref="DefinitionException">The file is missing or cannot be used; says everything that is wrong with it.</exception>
    public static ProjectDefinition Load(string path, IReadOnlyDictionary<string, string> environment)
    {
        var full = Path.GetFullPath(path);
        var file = Directory.Exists(full) ? Path.Combine(full, Name) : full;
        var problems = new Problems(Path.GetFileName(file));
        RefuseMissing(file, problems);
        return Parse(YamlSource.Read(file, problems), Path.GetDirectoryName(file)!, environment, problems);
    }

    private static ProjectDefinition Parse(string text, string folder, IReadOnlyDictionary<string, string> environment, Problems problems)
    {
        if (YamlReader.Read(text, problems) is not { IsNull: false } root)
        {
            throw problems.Fatal(default, "the file is empty; it needs at least `jobs:` or `pipelines:`");
        }

        if (root is not YamlMap map)
        {
            throw problems.Fatal(root.Place, $"the file must be a mapping with names such as `jobs:` and `pipelines:`, not {root.What}");
        }

        var keys = RootTable.Table.Read(new YamlText(map.Place, Name, Plain: true), map, problems);
        var project = new ProjectBuilder(folder, new Variables(environment), problems).Build(keys);
        problems.ThrowIfAny();
        return project;
    }

    private static void RefuseMissing(string file, Problems problems)
    {
        if (Directory.Exists(file))
        {
            throw problems.Fatal(default, $"this is a folder, not a file: {file}");
        }

        if (!File.Exists(file))
        {
            var other = Path.ChangeExtension(file, ".yml");
            var hint = File.Exists(other)
                ? $"rename {Path.GetFileName(other)} to {Path.GetFileName(file)}"
                : "go to the project's folder, or write one with `longhaul init`";
            throw problems.Fatal(default, $"there is no such file in {Path.GetDirectoryName(file)}; {hint}");
        }
    }
}
