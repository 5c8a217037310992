using System.CommandLine;
using Longhaul.Cli.Following;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;
using Longhaul.Cli.Working;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul run</c>: hands in a job or a run, follows it, and ends as it did.</summary>
internal static class RunCommand
{
    public static Command Create(CommandShell shell)
    {
        var name = NameArgument.Create(shell, ArgumentArity.ZeroOrOne);
        var options = new RequestOptions();
        var job = new Option<long?>("--job") { HelpName = "ID", Description = "Follow a job that is there already, instead of a new one" };
        var timeout = Shared.Text("--timeout", "TIME", "Wait no longer than this (90s, 2h); ends with 75 where the job is not over by then");
        var command = new Command("run", "Run a job or pipeline and follow it; ends as it did") { name, job, timeout };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(name) is null == result.GetValue(job) is null)
            {
                result.AddError("run: name a job or pipeline, or give --job");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var patience = DurationText.Read("--timeout", parsed.GetValue(timeout));
            var plan = WorkerPlan.Make(shell, parsed, shell.Settings(parsed));
            await using var session = await StoreSession.OpenAsync(shell, plan.Session, cancel);
            using IJobView view = session.Terminal.IsInteractive ? new LiveJobView(session.Terminal) : new PlainJobView(session.Terminal);
            await using var following = new RunFollowing(session, plan, view, new OutputTail(session.Client));
            var id = parsed.GetValue(job)
                ?? await EnqueueAsync(session, following, options.Read(parsed, session, parsed.GetValue(name)!), cancel);
            return id is { } known ? await following.RunAsync(known, patience) : ExitCode.Failed;
        });
        return command;
    }

    /// <returns>The job to follow; null where the new one was dropped: another one's end is not its own.</returns>
    private static async Task<long?> EnqueueAsync(
        StoreSession session, RunFollowing following, JobRequest request, CancellationToken cancel)
    {
        var replies = await session.Client.EnqueueAsync([request], cancel);
        await EnqueueAudit.NoteAsync(session, replies, request.Name, cancel);
        var enqueued = replies[0];
        session.Terminal.Error.WriteLine($"job {enqueued.Id} ({TerminalText.Neutralise(request.Name)}) {EnqueueWords.Of(enqueued.Result)}");
        if (enqueued.Result == EnqueueResult.Dropped)
        {
            return null;
        }

        following.Expect(enqueued.Id, request.Name);
        return enqueued.Id;
    }
}
