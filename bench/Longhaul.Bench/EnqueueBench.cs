using Longhaul.Core.Jobs;

namespace Longhaul.Bench;

/// <summary>How fast jobs are taken in.</summary>
internal static class EnqueueBench
{
    private const int Singles = 3_000;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        yield return Figure.Measure("enqueue_bulk", options.Runs, () => Bulk(options.Jobs), () => Bare(options.Jobs, 1_000));
        yield return Figure.Measure("enqueue_single_1", options.Runs, () => Single(1), () => Bare(Singles, 1));
        yield return Figure.Measure("enqueue_single_10", options.Runs, () => Single(10), () => Bare(Singles, 1));
    }

    private static double Bulk(int jobs)
    {
        using var scratch = new ScratchStore();
        NewJob[] batch = [.. Enumerable.Repeat(ScratchStore.Job(history: true), 1_000)];
        return Clock.Rate(jobs, () =>
        {
            for (var i = 0; i < jobs; i += 1_000)
            {
                scratch.Store.Intake.EnqueueAsync(batch).GetAwaiter().GetResult();
            }
        });
    }

    private static double Single(int callers)
    {
        using var scratch = new ScratchStore();
        NewJob[] one = [ScratchStore.Job(history: true)];
        return Clock.Rate(Singles, () => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Singles / callers; i++)
            {
                await scratch.Store.Intake.EnqueueAsync(one);
            }
        }))).GetAwaiter().GetResult());
    }

    private static double Bare(int rows, int perCommit)
    {
        using var scratch = new ScratchStore();
        using var connection = scratch.OpenBare();
        return BareSql.Enqueue(connection, rows, perCommit);
    }
}
