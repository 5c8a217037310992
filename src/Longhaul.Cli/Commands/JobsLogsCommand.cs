using System.CommandLine;
using Longhaul.Cli.Following;
using Longhaul.Cli.Sessions;
using Longhaul.Cli.Working;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs logs</c>: what a job, or every step of a run, has put out.</summary>
internal static class JobsLogsCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = Shared.JobId();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the job is over" };
        var attempt = new Option<int?>("--attempt") { HelpName = "N", Description = "Only this attempt" };
        var json = Shared.Json();
        var command = new Command("logs", "Print a job's output; of a run, that of all its steps") { id, follow, attempt, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var tail = new OutputTail(session.Client);
                if (parsed.GetValue(attempt) is { } number)
                {
                    tail.BeginAt(parsed.GetValue(id), number);
                }

                using var view = new LogView(session.Terminal, parsed.GetValue(attempt), parsed.GetValue(json));
                var code = await PrintAsync(new JobFollower(session, view, tail), parsed.GetValue(id), parsed.GetValue(follow));
                tail.ShowRest(view.Output);
                return code;
            },
            cancel));
        return command;
    }

    private static async Task<int> PrintAsync(JobFollower follower, long id, bool follow)
    {
        if (!follow)
        {
            await follower.LookAsync(id);
            return ExitCode.Done;
        }

        using var signals = new StopSignals();
        await follower.RunAsync(id, null, _ => Task.CompletedTask, signals.First);
        return signals.Code;
    }
}
