using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Changes;

/// <summary>What running attempts report, a batch a statement.</summary>
internal static class AttemptCalls
{
    public static Task<IReadOnlyList<bool>> StartAsync(Runner runner, IReadOnlyList<AttemptRef> attempts, CancellationToken cancel) =>
        HeldAsync(runner, "Claims/start", attempts, _ => { }, cancel);

    public static Task<IReadOnlyList<bool>> ReportAsync(Runner runner, IReadOnlyList<AttemptReport> reports, CancellationToken cancel)
    {
        // One row is changed once by a statement; so what is said twice of an attempt is put together first.
        var merged = reports.GroupBy(report => report.Attempt).Select(group => group.Aggregate(Merge)).ToList();
        return ReportAsync(runner, reports, merged, cancel);
    }

    private static async Task<IReadOnlyList<bool>> ReportAsync(
        Runner runner, IReadOnlyList<AttemptReport> reports, List<AttemptReport> merged, CancellationToken cancel)
    {
        var attempts = merged.ConvertAll(report => report.Attempt);
        var held = await HeldAsync(
            runner,
            "Claims/report",
            attempts,
            sql => sql.Set("@stages", merged.Select(report => report.Stage))
                .Set("@progress", merged.Select(report => report.Progress is { } percent ? Math.Clamp(percent, 0, 100) : (double?)null))
                .Set("@eta_seconds", merged.Select(report => report.EtaSeconds))
                .Set("@checkpoints", merged.Select(report => report.Checkpoint)),
            cancel).ConfigureAwait(false);
        var answers = attempts.Zip(held).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. reports.Select(report => answers[report.Attempt])];
    }

    private static AttemptReport Merge(AttemptReport first, AttemptReport second) => new(
        first.Attempt, second.Stage ?? first.Stage, second.Progress ?? first.Progress, second.EtaSeconds ?? first.EtaSeconds,
        second.Checkpoint ?? first.Checkpoint);

    private static async Task<IReadOnlyList<bool>> HeldAsync(
        Runner runner, string statement, IReadOnlyList<AttemptRef> attempts, Action<Statement> set, CancellationToken cancel)
    {
        var held = await runner.QueryAsync(
            statement, sql => set(PlainEnds.SetAttempts(sql, attempts)), JobRow.ReadAttempt, cancel).ConfigureAwait(false);
        var found = held.ToHashSet();
        return [.. attempts.Select(found.Contains)];
    }
}
