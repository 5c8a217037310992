using System.CommandLine;
using Longhaul.Cli.Doctor;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul doctor</c>: looks at everything a worker needs, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandShell shell)
    {
        var json = Shared.Json();
        var command = new Command("doctor", "Check configuration, environment, store, clock, tools, disk and limits") { json };
        command.SetAction(async (parsed, cancel) => Write(shell.Terminal, await Examination.RunAsync(shell, parsed, cancel), parsed.GetValue(json)));
        return command;
    }

    private static int Write(Terminal terminal, List<Finding> findings, bool json)
    {
        if (json)
        {
            var items = findings.Select(one => new FindingJson(one.Check, FindingText.Word(one.Level), one.Message, one.Remedy));
            JsonOutput.WriteList(terminal.Out, items, JsonOutput.Types.FindingJson);
        }
        else
        {
            FindingText.Write(terminal.Out, findings, terminal.HasColour);
        }

        return findings.Where(one => one.Level == FindingLevel.Problem).Select(one => one.Code).DefaultIfEmpty(ExitCode.Done).Max();
    }
}
