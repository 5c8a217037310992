using Longhaul.Core.Stores;

namespace Longhaul.Core.Jobs;

/// <summary>A batch as jobs: a run whose first part holds the jobs and whose last one waits for that.</summary>
internal static class BatchExpansion
{
    /// <summary>The run of a batch is of this kind; its parts are called so.</summary>
    private const string Run = "batch", Part = "jobs";

    /// <summary>The step that runs once all have ended.</summary>
    public const string Last = "then";

    /// <summary>The jobs in their order; the run first.</summary>
    /// <exception cref="RefusedException">Too many, a pipeline among them, or one that cannot be a member of a run; says which.</exception>
    public static IReadOnlyList<NewJob> Expand(BatchRequest batch, JobClientExpansion expansion)
    {
        if (batch.Jobs.Count is < 1 or > BatchRequest.MostJobs)
        {
            throw new RefusedException($"a batch of {batch.Jobs.Count:N0} jobs; 1 to {BatchRequest.MostJobs} are allowed, and a longer list is a step with `foreach`");
        }

        var then = Single(batch.Then, expansion, null);
        var run = new NewJob
        {
            Kind = Run, IsContainer = true, Queue = then.Queue, Tenant = then.Tenant, Input = then.Input, UniqueKeys = [.. then.UniqueKeys],
        };
        var part = new NewJob { Kind = $"{Run}.{Part}", Step = Part, IsContainer = true, Parent = JobRef.InCall(0), Queue = then.Queue, Tenant = then.Tenant };
        var jobs = batch.Jobs.Select((request, index) => Single(request, expansion, index + 1) with { Parent = JobRef.InCall(1) });
        var last = then with { Step = Last, Parent = JobRef.InCall(0), UniqueKeys = [], DependsOn = [new Dependency(JobRef.InCall(1), OnAnyEnd: true)] };
        return [run, part, .. jobs, last];
    }

    private static NewJob Single(JobRequest request, JobClientExpansion expansion, int? number)
    {
        var jobs = expansion.Expand(request, number);
        return jobs.Count == 1
            ? jobs[0]
            : throw new RefusedException($"{(number is null ? "" : $"item {number}: ")}`{request.Name}` is a pipeline; a batch is of jobs, and a step can be a pipeline by `foreach` and `pipeline`");
    }
}
