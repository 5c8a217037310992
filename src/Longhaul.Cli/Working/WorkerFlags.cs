using System.CommandLine;
using Longhaul.Cli.Commands;

namespace Longhaul.Cli.Working;

/// <summary>The options of commands that start a worker which stays.</summary>
internal sealed class WorkerFlags
{
    private readonly Option<string> _name = Shared.Text("--name", "NAME", "The worker's name for people");
    private readonly Option<string> _port = Shared.Text("--port", "PORT", "Where to serve /health and /metrics; 0 for any free port");
    private readonly Option<string> _concurrency = Shared.Text("--concurrency", "N", "How many jobs to run at once");
    private readonly Option<string[]> _queues = new("--queue") { HelpName = "QUEUE", Description = "Serve this queue only; may be given several times" };

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_port);
        command.Add(_concurrency);
        command.Add(_queues);
    }

    public SettingReader Read(CommandShell shell, ParseResult parsed) => shell.Settings(
        parsed, (SettingTable.WorkerLabel, _name), (SettingTable.HealthPort, _port), (SettingTable.MaxConcurrentJobs, _concurrency));

    /// <summary>The queues that were named; null for all.</summary>
    public IReadOnlyList<string>? Queues(ParseResult parsed) => parsed.GetValue(_queues) is { Length: > 0 } queues ? queues : null;
}
