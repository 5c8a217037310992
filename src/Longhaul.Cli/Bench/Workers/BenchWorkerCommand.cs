using System.CommandLine;
using Longhaul.Cli.Commands;

namespace Longhaul.Cli.Bench.Workers;

/// <summary><c>longhaul bench-worker</c>: what <c>longhaul bench</c> starts; not for people.</summary>
internal static class BenchWorkerCommand
{
    public const string Name = "bench-worker";

    public const string Places = "--places";

    public static Command Create(CommandShell shell)
    {
        var places = NumberOption.Create(Places, 1, 1_000, "How many jobs at once");
        var command = new Command(Name, "A worker that `longhaul bench` measures") { places };
        command.Hidden = true;
        command.SetAction(parsed => new MeasuredWorker(shell, parsed).RunAsync(parsed.GetValue(places) ?? 1));
        return command;
    }
}
