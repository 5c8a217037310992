namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>A Procfile, which buildpacks read, and some platforms also where an image is built.</summary>
internal static class ProcfileRules
{
    public static IEnumerable<Finding> Run(string path, DeployRules rules) =>
        File.ReadLines(path).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(parts => parts.Length == 2 && !parts[0].StartsWith('#'))
            .SelectMany(parts => Line(parts[0], parts[1], rules));

    private static IEnumerable<Finding> Line(string process, string command, DeployRules rules)
    {
        if (rules.HasImage)
        {
            yield return Finding.Warning(
                "platform", $"Procfile: {process} ({command}) says otherwise than the Dockerfile what is started", "keep one of them: remove the Procfile where the image is used");
        }
        else if (!command.Contains("longhaul", StringComparison.Ordinal))
        {
            yield return Finding.Warning("platform", $"Procfile: {process} ({command}) starts no worker", "let one of its lines be: worker: longhaul work");
        }
    }
}
