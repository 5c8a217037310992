namespace Longhaul.Cli.Bench.Workers;

/// <summary>Does nothing but tell that it was called.</summary>
internal sealed class NoopHandler(WorkerLines lines) : IJobHandler
{
    private static readonly Task<Outcome> Done = Task.FromResult(Outcome.Completed());

    public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop)
    {
        lines.JobStarted(context.Job.Input);
        return Done;
    }
}
