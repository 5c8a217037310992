using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Doctor;

namespace Longhaul.Cli.Working;

/// <summary>Tells what <c>doctor</c> finds where a start goes wrong; once, however many notice that it does.</summary>
internal sealed class StartExplanation(CommandShell shell, ParseResult parsed)
{
    private readonly Lock _lock = new();
    private Task? _telling;

    /// <summary>Ends when what is being told has been.</summary>
    public Task Told => _telling ?? Task.CompletedTask;

    /// <param name="said">What is said anyway, and so is left out.</param>
    public Task TellAsync(IReadOnlyList<string> said)
    {
        lock (_lock)
        {
            return _telling ??= Task.Run(() => WriteAsync(said));
        }
    }

    private async Task WriteAsync(IReadOnlyList<string> said)
    {
        var findings = await Examination.RunAsync(shell, parsed, CancellationToken.None);
        Finding[] more = [.. findings.Where(one => one.Level != FindingLevel.Ok && !said.Any(line => line.Contains(one.Message, StringComparison.Ordinal)))];
        if (more.Length > 0)
        {
            shell.Terminal.Error.WriteLine("longhaul: what 'longhaul doctor' finds:");
            FindingText.Write(shell.Terminal.Error, more, shell.Terminal.HasColour);
        }
    }
}
