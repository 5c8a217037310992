using System.CommandLine;
using Longhaul.Cli.Templates;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul completion</c>: what a shell needs to complete commands, options and the names in longhaul.yaml.</summary>
internal static class CompletionCommand
{
    public static Command Create(CommandShell shell)
    {
        var kind = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        kind.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print what a shell needs to complete longhaul's commands") { kind };
        command.SetAction(parsed =>
        {
            shell.Terminal.Out.Write(TemplateFile.Read($"completion.{parsed.GetValue(kind)}"));
            return ExitCode.Done;
        });
        return command;
    }
}
