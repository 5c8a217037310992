using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Doctor;

/// <summary>Looks for the programs and scripts that the commands of longhaul.yaml name.</summary>
internal static class ToolChecks
{
    public static IEnumerable<Finding> Run(ProjectDefinition project, string? path)
    {
        var commands = project.Kinds.Values.Concat(project.Pipelines.Values.SelectMany(one => one.Steps).Select(step => step.Kind))
            .Where(kind => kind.Command is not null).ToArray();
        var programs = commands.Select(kind => (Program: Program(kind.Command!), kind.Command!.WorkingDirectory)).Where(one => !IsTemplate(one.Program));
        foreach (var group in programs.GroupBy(one => one.Program).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            yield return Judge(group.Key, Folder(project, group.First().WorkingDirectory), path);
        }

        foreach (var script in commands.SelectMany(kind => Scripts(project, kind.Command!)).Distinct().Where(script => !File.Exists(script)))
        {
            yield return Finding.Problem("tools", $"{script} is named in longhaul.yaml and is not there", "write it, or correct the path", ExitCode.BadConfiguration);
        }
    }

    private static string Program(CommandSpec command) => command.Shell is not null || command.Arguments.Count == 0 ? "sh" : command.Arguments[0];

    private static Finding Judge(string program, string folder, string? path) =>
        Find(program, folder, path) is { } found
            ? Finding.Ok("tools", $"{program} is {found}")
            : Finding.Problem("tools", $"{program} is not on PATH", $"install {program}, or correct the command in longhaul.yaml");

    private static string? Find(string program, string folder, string? path)
    {
        var places = program.Contains('/') ? [folder] : (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return places.Select(place => Path.GetFullPath(program, Path.GetFullPath(place, folder))).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);

    // An argument that looks like a script's path, as in `bash steps/clip.sh`.
    private static IEnumerable<string> Scripts(ProjectDefinition project, CommandSpec command) =>
        command.Arguments.Skip(1)
            .Where(IsScript)
            .Select(argument => Path.GetFullPath(argument, Folder(project, command.WorkingDirectory)));

    /// <summary>True for what looks like a script's path.</summary>
    public static bool IsScript(string argument) =>
        !IsTemplate(argument) && !argument.StartsWith('-') && argument.Length < 200 && !argument.Any(char.IsWhiteSpace)
        && Path.GetExtension(argument) is ".sh" or ".py" or ".js" or ".mjs" or ".ts" or ".rb" or ".pl";

    private static string Folder(ProjectDefinition project, string? cwd) =>
        cwd is null || IsTemplate(cwd) ? project.Folder : Path.GetFullPath(cwd, project.Folder);

    private static bool IsTemplate(string text) => text.Contains("{{", StringComparison.Ordinal);
}
