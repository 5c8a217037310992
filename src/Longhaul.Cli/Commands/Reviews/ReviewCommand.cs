using System.CommandLine;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Artifacts;

namespace Longhaul.Cli.Commands.Reviews;

/// <summary><c>longhaul review</c>: what waits for a person, and what they decide.</summary>
internal static class ReviewCommand
{
    public static Command Create(CommandShell shell)
    {
        var review = CreateList(shell, "review");
        review.Add(CreateList(shell, "list"));
        review.Add(CreateShow(shell));
        review.Add(CreateDecision(shell, approve: true));
        review.Add(CreateDecision(shell, approve: false));
        return review;
    }

    private static Command CreateList(CommandShell shell, string name)
    {
        var tenant = Shared.Text("--tenant", "TENANT", "Only those of this tenant");
        var limit = Shared.Limit(50);
        var json = Shared.Json();
        var command = new Command(name, "List what waits for a person to decide, what waits longest last") { tenant, limit, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var filter = new JobFilter { State = JobState.AwaitingReview, Tenant = parsed.GetValue(tenant) };
                var jobs = await session.Client.ListAsync(filter, new JobPage(parsed.GetValue(limit)), cancel);
                return ReviewSheet.WriteList(session.Terminal, jobs, shell.Clock.GetUtcNow(), parsed.GetValue(json));
            },
            cancel));
        return command;
    }

    private static Command CreateShow(CommandShell shell)
    {
        var id = Shared.JobId();
        var json = Shared.Json();
        var command = new Command("show", "Show what is asked, the files to look at, and what was said before") { id, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var job = await session.Client.GetAsync(parsed.GetValue(id), cancel)
                    ?? throw new NotFoundException($"there is no job {parsed.GetValue(id)}; see: longhaul review list");
                var settings = shell.Settings(parsed);
                var place = shell.Place(parsed, settings);
                var folder = Working.WorkerPlan.DataFolderOf(settings, session.Project.Folder);
                var bucket = BucketChoice.Make(settings, () => ProjectReading.ReadArtifacts(place.RequireFile(), settings.Environment));
                settings.ThrowIfWrong();
                var artifacts = bucket?.Open(folder) ?? new LocalArtifactStore(Path.Join(folder, "artifacts"));
                using var opened = artifacts as IDisposable;
                var files = await new ReviewFiles(session.Client, artifacts).FindAsync(job, cancel);
                return ReviewSheet.Write(session.Terminal, job, files, shell.Clock.GetUtcNow(), parsed.GetValue(json));
            },
            cancel));
        return command;
    }

    private static Command CreateDecision(CommandShell shell, bool approve)
    {
        var id = Shared.JobId();
        var note = Shared.Text("--note", "TEXT", approve ? "What there is to say; the run can use it" : "What is wrong; the step that does it again is told");
        var revision = NumberOption.Create("--revision", 1, int.MaxValue, "Only if this revision asks, the one that you have looked at");
        var command = approve
            ? new Command("approve", "Approve: the run goes on") { id, note, revision }
            : new Command("reject", "Reject: the run goes back to the step that its review names, or ends") { id, note, revision };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed,
            async session =>
            {
                var (job, said, seen) = (parsed.GetValue(id), parsed.GetValue(note), parsed.GetValue(revision));
                var reply = approve
                    ? await session.Store.Reviews.ApproveAsync(job, shell.Actor, said, seen, cancel)
                    : await session.Store.Reviews.RejectAsync(job, shell.Actor, said, seen, cancel);
                return Tell(session.Terminal, job, approve ? "approved" : "rejected", reply);
            },
            cancel));
        return command;
    }

    private static int Tell(Terminal terminal, long job, string word, ControlReply reply)
    {
        var message = TerminalText.Neutralise(reply.Message ?? "");
        switch (reply.Result)
        {
            case ControlResult.NotFound:
                throw new NotFoundException($"{message}; see: longhaul review list");
            case ControlResult.Refused:
                terminal.Error.WriteLine($"longhaul: {message}");
                return ExitCode.Failed;
            default:
                terminal.Out.WriteLine(message.Length == 0 ? $"job {job} {word}" : message);
                return ExitCode.Done;
        }
    }
}
