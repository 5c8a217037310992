using System.CommandLine;
using System.Text.RegularExpressions;
using Longhaul.Cli.Templates;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul init</c>: writes a small folder that works; never over a file that is there.</summary>
internal static partial class InitCommand
{
    public static Command Create(CommandShell shell)
    {
        var folder = new Argument<string?>("DIR") { Description = "The folder; the current one where it is left out", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("init", "Write a small working folder: longhaul.yaml, a script, .gitignore") { folder };
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(folder) ?? ".";
            return Write(shell, Path.IsPathFullyQualified(named) ? Path.GetFullPath(named) : Path.GetFullPath(named, shell.FullPath(parsed.GetValue(shell.Folder) ?? ".")));
        });
        return command;
    }

    private static int Write(CommandShell shell, string folder)
    {
        var name = NotInNames().Replace(Path.GetFileName(folder.TrimEnd('/')), "-").Trim('-');
        var files = new (string Path, string Text)[]
        {
            (ProjectPlace.FileName, TemplateFile.Read("init.longhaul.yaml").Replace("{{name}}", name.Length == 0 ? "jobs" : name)),
            ("steps/hello.sh", TemplateFile.Read("init.hello.sh")),
            (".gitignore", TemplateFile.Read("init.gitignore")),
        };
        try
        {
            WriteAll(folder, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"init: {TerminalText.Quote(folder)} cannot be written: {e.Message.TrimEnd('.')}; choose another folder");
        }

        shell.Terminal.Out.WriteLine($"{TerminalText.Neutralise(folder)}: wrote {string.Join(", ", files.Select(file => file.Path))}");
        shell.Terminal.Out.WriteLine("next: longhaul run hello --input name=you");
        return ExitCode.Done;
    }

    private static void WriteAll(string folder, (string Path, string Text)[] files)
    {
        var there = files.Select(file => file.Path).Where(path => Path.Exists(Path.Combine(folder, path))).ToArray();
        if (there.Length > 0)
        {
            throw new UsageException($"init: {string.Join(" and ", there)} is there already in {TerminalText.Quote(folder)}, and init overwrites nothing; choose another folder");
        }

        foreach (var (path, text) in files)
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, text);
            if (path.EndsWith(".sh", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }
        }
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.None, 1_000)]
    private static partial Regex NotInNames();
}
