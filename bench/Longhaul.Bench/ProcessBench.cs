using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Sqlite;

namespace Longhaul.Bench;

/// <summary>How many commands a second a worker starts and ends, two at once, beside xargs doing the same.</summary>
internal static class ProcessBench
{
    private const int Jobs = 1_000;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        yield return Figure.Measure("process", options.Runs, Ours, Bare);
    }

    private static double Bare() => Clock.Rate(Jobs, () => Shell($"seq {Jobs} | xargs -P2 -I@ true", "/"));

    private static double Ours()
    {
        var folder = Directory.CreateTempSubdirectory("longhaul-bench-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "longhaul.yaml"), "name: bench\njobs:\n  noop:\n    command: [true]\n    history: none\n  last:\n    command: [true]\n");
            Fill(folder);
            return WorkAsync(folder).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Enqueues them with a first and a last one that are kept, so that the store itself tells when work began and ended.</summary>
    private static void Fill(string folder)
    {
        var lines = Enumerable.Repeat("""{"kind":"noop"}""", Jobs - 2)
            .Prepend("""{"kind":"last","priority":9}""").Append("""{"kind":"last","priority":0}""");
        File.WriteAllLines(Path.Combine(folder, "jobs.jsonl"), lines);
        Shell($"'{FindLonghaul()}' enqueue --jsonl jobs.jsonl > /dev/null", folder);
    }

    /// <summary>Runs a worker until the store says that the last job is over.</summary>
    private static async Task<double> WorkAsync(string folder)
    {
        await using var store = SqliteJobStore.Open(Path.Combine(folder, "data/longhaul.db"), new StoreOptions());
        using var worker = Start($"MAX_CONCURRENT_JOBS=2 exec '{FindLonghaul()}' work > work.log 2>&1", folder);
        try
        {
            while (true)
            {
                var kept = await store.Queries.ListAsync(new JobFilter { Kind = "last", State = JobState.Completed }, new JobPage(2));
                if (kept.Count == 2)
                {
                    return Jobs / (kept[0].FinishedAt!.Value - kept[1].StartedAt!.Value).TotalSeconds;
                }

                // Seldom, and not at each change: nobody watches xargs either.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
        finally
        {
            Shell($"kill -TERM {worker.Id}", folder);
            await worker.WaitForExitAsync();
        }
    }

    private static string FindLonghaul()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "longhaul")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "longhaul");
    }

    private static void Shell(string line, string folder)
    {
        using var shell = Start(line, folder);
        shell.WaitForExit();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{line}' ended with {shell.ExitCode}");
        }
    }

    private static Process Start(string line, string folder) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = folder })!;
}
