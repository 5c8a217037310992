using System.CommandLine;
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
        var filter = new JobFilterOptions();
        var before = new Option<long?>("--before") { HelpName = "ID", Description = "Only jobs with a smaller id, for the next page" };
        var limit = Shared.Limit(50);
        var json = Shared.Json();
        var command = new Command(name, description);
        foreach (var option in filter.All.Concat([before, limit, json]))
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancel) =>
        {
            // What is a container within a run is a step of it.
            var asked = filter.Read(parsed, shell.Clock);
            var wanted = containers == true ? asked with { Containers = true, Roots = true } : asked with { Containers = containers };
            var page = new JobPage(parsed.GetValue(limit), parsed.GetValue(before));
            return StoreSession.UseAsync(shell, parsed, session => ListAsync(session, wanted, page, parsed.GetValue(json), cancel), cancel);
        });
        return command;
    }

    private static async Task<int> ListAsync(StoreSession session, JobFilter filter, JobPage page, bool json, CancellationToken cancel)
    {
        var jobs = await session.Client.ListAsync(filter, page, cancel);
        var costs = filter.Containers == true ? await CostsOfRunsAsync(session, jobs, cancel) : null;
        if (json)
        {
            JsonOutput.WriteList(session.Terminal.Out, jobs.Select(job => JobJson.Of(job, costs?.Of(job.Id))), JsonOutput.Types.JobJson);
            return ExitCode.Done;
        }

        JobTable.Write(session.Terminal, jobs, session.Shell.Clock.GetUtcNow(), costs ?? CostColumn.None);
        if (jobs.Count == page.Limit)
        {
            session.Terminal.Error.WriteLine($"longhaul: there may be more; go on with --before {jobs[^1].Id}");
        }

        return ExitCode.Done;
    }

    private static async Task<CostColumn> CostsOfRunsAsync(StoreSession session, IReadOnlyList<JobRecord> runs, CancellationToken cancel) =>
        new(await session.Store.Costs.SumAsync(new CostQuery(CostGrouping.Run, CostQuery.MaxSums) { Runs = [.. runs.Select(run => run.Id)] }, cancel));
}
