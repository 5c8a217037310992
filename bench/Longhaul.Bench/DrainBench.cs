using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Bench;

/// <summary>How fast waiting jobs are claimed and finished, a thousand at a time.</summary>
internal static class DrainBench
{
    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        yield return Figure.Measure(
            "drain_no_history", options.Runs, () => Ours(options.Jobs, history: false), () => Bare(options.Jobs, history: false));
        yield return Figure.Measure(
            "drain_history", options.Runs, () => Ours(options.Jobs, history: true), () => Bare(options.Jobs, history: true));
    }

    private static double Ours(int jobs, bool history)
    {
        using var scratch = new ScratchStore();
        NewJob[] batch = [.. Enumerable.Repeat(ScratchStore.Job(history), 1_000)];
        for (var i = 0; i < jobs; i += 1_000)
        {
            scratch.Store.Intake.EnqueueAsync(batch).GetAwaiter().GetResult();
        }

        return Clock.Rate(jobs, () => DrainAsync(scratch.Store).GetAwaiter().GetResult());
    }

    private static async Task DrainAsync(IJobStore store)
    {
        var instance = Guid.NewGuid();
        await store.Workers.RegisterAsync(
            new WorkerRegistration { Instance = instance, Label = "bench", Process = new WorkerProcess("", "", "", 1, 1), Version = "0" });
        for (var claim = 1L; ; claim++)
        {
            var reply = await store.Claims.ClaimAsync(
                new ClaimRequest { Token = new AttemptToken(instance, claim), Lanes = [new ClaimLane("default", 1_000)], Limit = 1_000 });
            if (reply.Jobs.Count == 0)
            {
                return;
            }

            await store.Outcomes.FinishAsync([.. reply.Jobs.Select(job => new Finish(job.Running!.Value, Outcome.Completed()))]);
        }
    }

    private static double Bare(int jobs, bool history)
    {
        using var scratch = new ScratchStore();
        using var connection = scratch.OpenBare();
        BareSql.Enqueue(connection, jobs, 1_000);
        return BareSql.Drain(connection, jobs, history);
    }
}
