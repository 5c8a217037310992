using System.CommandLine;
using Longhaul.Cli.Inputs;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs list</c>, and <c>longhaul runs</c>, which is the same for runs only.</summary>
internal static class JobsListCommand
{
    public static Command Create(CommandShell shell) => Create(shell, "list", "List jobs, the newest first", containers: null);

    /// <param name="shell">Where the command stands.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="containers">True: runs only.</param>
    public static Command Create(CommandShell shell, string name, string description, bool? containers)
    {
        var state = Shared.Text("--state", "STATE", "In this state: " + string.Join(", ", JobStates.All.Select(one => one.Name())));
        state.Validators.Add(result => StateText.Complain(result.GetValueOrDefault<string>(), result.AddError));
        state.CompletionSources.Add(_ => JobStates.All.Select(one => new System.CommandLine.Completions.CompletionItem(one.Name())));
        var kind = Shared.Text("--kind", "KIND", "Of this kind");
        var queue = Shared.Text("--queue", "QUEUE", "In this queue");
        var tenant = Shared.Text("--tenant", "TENANT", "Of this tenant");
        var since = Shared.Text("--since", "TIME", "Created since an instant (2026-11-21T08:00Z) or for so long (2h)");
        var search = Shared.Text("--search", "TEXT", "With this text in kind, step, input or error");
        var before = new Option<long?>("--before") { HelpName = "ID", Description = "Only jobs with a smaller id, for the next page" };
        var limit = Shared.Limit(50);
        var json = Shared.Json();
        var command = new Command(name, description) { state, kind, queue, tenant, since, search, before, limit, json };
        command.SetAction((parsed, cancel) =>
        {
            var filter = new JobFilter
            {
                State = StateText.Parse(parsed.GetValue(state)),
                Kind = parsed.GetValue(kind),
                Queue = parsed.GetValue(queue),
                Tenant = parsed.GetValue(tenant),
                Since = InstantText.Since(parsed.GetValue(since), shell.Clock),
                Search = parsed.GetValue(search),
                Containers = containers,
            };
            var page = new JobPage(parsed.GetValue(limit), parsed.GetValue(before));
            return StoreSession.UseAsync(shell, parsed, session => ListAsync(session, filter, page, parsed.GetValue(json), cancel), cancel);
        });
        return command;
    }

    private static async Task<int> ListAsync(StoreSession session, JobFilter filter, JobPage page, bool json, CancellationToken cancel)
    {
        var jobs = await session.Client.ListAsync(filter, page, cancel);
        if (json)
        {
            JsonOutput.WriteList(session.Terminal.Out, jobs.Select(JobJson.Of), JsonOutput.Types.JobJson);
            return ExitCode.Done;
        }

        JobTable.Write(session.Terminal, jobs, session.Shell.Clock.GetUtcNow());
        if (jobs.Count == page.Limit)
        {
            session.Terminal.Error.WriteLine($"longhaul: there may be more; go on with --before {jobs[^1].Id}");
        }

        return ExitCode.Done;
    }
}
