using System.CommandLine;
using Longhaul.Cli.Commands;

namespace Longhaul.Cli.Bench.Workers;

/// <summary><c>longhaul bench-worker</c>: what <c>longhaul bench</c> starts; not for people.</summary>
internal static class BenchWorkerCommand
{
    public const string Name = "bench-worker";

    public const string Places = "--places";

    /// <summary>Nothing is claimed before there is a place for it.</summary>
    public const string NoPrefetch = "--no-prefetch";

    public static Command Create(CommandShell shell)
    {
        var places = NumberOption.Create(Places, 1, 1_000, "How many jobs at once");
        var noPrefetch = new Option<bool>(NoPrefetch) { Description = "Claim only what starts at once" };
        var command = new Command(Name, "A worker that `longhaul bench` measures") { places, noPrefetch };
        command.Hidden = true;
        command.SetAction(parsed => new MeasuredWorker(shell, parsed).RunAsync(parsed.GetValue(places) ?? 1, !parsed.GetValue(noPrefetch)));
        return command;
    }
}
