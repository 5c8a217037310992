using System.CommandLine;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul jobs show</c>: everything about one job.</summary>
internal static class JobsShowCommand
{
    public static Command Create(CommandShell shell)
    {
        var id = Shared.JobId();
        var json = Shared.Json();
        var command = new Command("show", "Show a job with its run, its attempts and what they used") { id, json };
        command.SetAction((parsed, cancel) => StoreSession.UseAsync(
            shell, parsed, session => ShowAsync(session, parsed.GetValue(id), parsed.GetValue(json), cancel), cancel));
        return command;
    }

    private static async Task<int> ShowAsync(StoreSession session, long id, bool json, CancellationToken cancel)
    {
        var job = await session.Client.GetAsync(id, cancel) ?? throw new NotFoundException($"there is no job {id}; see: longhaul jobs list");
        var tree = job.IsContainer || job.ParentId is not null ? await session.Client.ListTreeAsync(job.RootId, cancel) : [];
        var attempts = await session.Client.ListAttemptsAsync(id, cancel);
        var steps = new RunCosts(tree, await SumAsync(session, CostGrouping.Job, job, cancel), await SumAsync(session, CostGrouping.None, job, cancel));
        var tries = new CostColumn(await session.Store.Costs.SumAsync(new CostQuery(CostGrouping.Attempt) { Runs = [job.RootId], Job = id }, cancel));
        if (json)
        {
            var detail = new JobDetailJson(
                JobJson.Of(job, steps.Of(job)), [.. tree.Select(one => JobJson.Of(one, steps.Of(one)))],
                [.. attempts.Select(one => AttemptJson.Of(one, tries.Of(one.Number)))]);
            JsonOutput.WriteOne(session.Terminal.Out, detail, JsonOutput.Types.JobDetailJson);
            return ExitCode.Done;
        }

        new JobSheet(session.Terminal, steps, tries).Write(job, tree, attempts, session.Shell.Clock.GetUtcNow());
        return ExitCode.Done;
    }

    private static Task<IReadOnlyList<CostSum>> SumAsync(StoreSession session, CostGrouping by, JobRecord job, CancellationToken cancel) =>
        session.Store.Costs.SumAsync(new CostQuery(by, CostQuery.MaxSums) { Runs = [job.RootId] }, cancel);
}
