using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Ends attempts whose ends concern nobody else, a whole batch in one statement. Only a short cut: without it the same jobs go the general way.</summary>
internal static class PlainEnds
{
    /// <summary>Whether the batch may go this way at all: jobs that it spawns could depend on those that it ends, and what it notes is audited.</summary>
    public static bool MayTry(IReadOnlyList<Finish> items) => items.All(item => item.Outcome is { Spawn.Count: 0, Audit.Count: 0 });

    /// <summary>The items that may be plain: of each job the first, since a second comes after it. In the order of ids, as all lock.</summary>
    public static List<Finish> Choose(IReadOnlyList<Finish> items) => [.. items
        .DistinctBy(item => item.Attempt.JobId)
        .Where(item => item.Outcome.Kind is OutcomeKind.Completed or OutcomeKind.Skipped or OutcomeKind.Failed or OutcomeKind.Cancelled)
        .OrderBy(item => item.Attempt.JobId)];

    /// <summary>A success of which there is nothing to keep beside that it was one.</summary>
    public static bool IsSilent(Finish item) =>
        item.Outcome is { Kind: OutcomeKind.Completed, Output: null, Artifacts: null, Error: null, Resources: null };

    public static void Set(Statement sql, IReadOnlyList<Finish> items, IReadOnlyList<AttemptToken> over)
    {
        SetAttempts(sql, items.Select(item => item.Attempt).ToList());
        sql.Set("@states", items.Select(item => (short)OutcomeRules.EndState(item.Outcome.Kind)))
            .Set("@outcomes", items.Select(item => item.Outcome.Kind.Name()))
            .Set("@error_codes", items.Select(item => item.Outcome.Error?.Code))
            .Set("@error_messages", items.Select(item => item.Outcome.Error?.Message))
            .Set("@outputs", items.Select(item => item.Outcome.Output))
            .Set("@artifacts", items.Select(item => item.Outcome.Artifacts))
            .Set("@exit_codes", items.Select(item => item.Outcome.Resources?.ExitCode))
            .Set("@signals", items.Select(item => item.Outcome.Resources?.Signal))
            .Set("@peak_memory_bytes", items.Select(item => item.Outcome.Resources?.PeakMemoryBytes))
            .Set("@cpu_ms", items.Select(item => item.Outcome.Resources?.CpuMs))
            .Set("@wall_ms", items.Select(item => item.Outcome.Resources?.WallMs));
        SetOver(SetRan(sql, items), over);
    }

    public static void SetSucceeded(Statement sql, IReadOnlyList<Finish> items, IReadOnlyList<AttemptToken> over)
    {
        SetAttempts(sql, [.. items.Select(item => item.Attempt)]);
        SetOver(SetRan(sql, items), over);
    }

    public static void SetTraceless(Statement sql, IReadOnlyList<Finish> items, IReadOnlyList<AttemptToken> over) =>
        SetOver(SetAttempts(sql, [.. items.Select(item => item.Attempt)]), over);

    public static Statement SetAttempts(Statement sql, IReadOnlyList<AttemptRef> attempts) => sql
        .Set("@ids", attempts.Select(attempt => attempt.JobId))
        .Set("@instances", attempts.Select(attempt => attempt.Token.Instance))
        .Set("@claims", attempts.Select(attempt => attempt.Token.Claim));

    private static Statement SetRan(Statement sql, IReadOnlyList<Finish> items) =>
        sql.Set("@ran_ms", items.Select(item => item.Ran is { } time ? (long?)time.TotalMilliseconds : null));

    private static void SetOver(Statement sql, IReadOnlyList<AttemptToken> over) => sql
        .Set("@over_instances", over.Select(token => token.Instance))
        .Set("@over_claims", over.Select(token => token.Claim));
}
