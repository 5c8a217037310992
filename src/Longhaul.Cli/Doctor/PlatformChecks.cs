using Longhaul.Cli.Doctor.Platforms;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Doctor;

/// <summary>Reads the files by which platforms start workers, where they stand beside the project or above it in its repository.</summary>
internal static class PlatformChecks
{
    private static readonly string[] Files = ["railway.json", "railway.toml", "render.yaml", "fly.toml", "compose.yaml", "compose.yml", "docker-compose.yml", "Procfile", ".env"];

    public static IEnumerable<Finding> Run(string folder, SettingReader settings, ProjectDefinition? project)
    {
        var folders = Repository(folder);
        var steps = project?.Pipelines.Values.SelectMany(one => one.Steps).Select(step => step.Kind) ?? [];
        var rules = new DeployRules(settings, Dockerfile(folders), [.. project?.Kinds.Values.Concat(steps) ?? []]);
        return Files.Select(name => folders.Select(one => Path.Join(one, name)).FirstOrDefault(File.Exists)).OfType<string>()
            .SelectMany(path => Judge(path, rules));
    }

    /// <summary>The folder and those above it, up to the one of its repository.</summary>
    private static List<string> Repository(string folder)
    {
        var folders = new List<string>();
        for (var one = new DirectoryInfo(folder); one is not null; one = one.Parent)
        {
            folders.Add(one.FullName);
            if (Path.Exists(Path.Join(one.FullName, ".git")))
            {
                return folders;
            }
        }

        return [folder];
    }

    private static string? Dockerfile(List<string> folders)
    {
        var path = folders.Select(one => Path.Join(one, "Dockerfile")).FirstOrDefault(File.Exists);
        try
        {
            return path is null ? null : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // There is an image, whatever is in it.
        }
    }

    private static List<Finding> Judge(string path, DeployRules rules)
    {
        var name = Path.GetFileName(path);
        try
        {
            List<Finding> found = [.. name switch
            {
                "Procfile" => ProcfileRules.Run(path, rules),
                ".env" => File.ReadLines(path).Any(line => line.TrimStart().StartsWith("PORT=", StringComparison.Ordinal)) ? DeployRules.Port(name, "a line") : [],
                "railway.json" or "railway.toml" => RailwayRules.Run(DeployFile.Read(path), rules),
                "render.yaml" => RenderRules.Run(DeployFile.Read(path), rules),
                "fly.toml" => FlyRules.Run(DeployFile.Read(path), rules),
                _ => ComposeRules.Run(DeployFile.Read(path), rules),
            }];
            return found.Count > 0 || name == ".env" ? found : [Finding.Ok("platform", $"{name} fits: {path}")];
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Problem("platform", $"{path} cannot be read: {e.Message.ReplaceLineEndings(" ")}", "correct it, or remove it", ExitCode.BadConfiguration)];
        }
    }
}
