using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Attempts that are over.</summary>
internal sealed class AttemptTable(Transaction transaction) : IAttemptRows
{
    public void Add(JobRecord job, string outcome, JobError? error, AttemptResources? used) => transaction.Sql("Attempts/insert")
        .Set("@job_id", job.Id).Set("@number", job.Attempt).Set("@instance", job.Token!.Value.Instance)
        .Set("@claim", job.Token.Value.Claim).Set("@worker", job.Worker).Set("@claimed_at", job.ClaimedAt)
        .Set("@started_at", job.StartedAt).Set("@ended_at", transaction.Now).Set("@outcome", outcome)
        .Set("@error_code", error?.Code).Set("@error_message", error?.Message).Set("@exit_code", (long?)used?.ExitCode)
        .Set("@signal", (long?)used?.Signal).Set("@peak_memory_bytes", used?.PeakMemoryBytes).Set("@cpu_ms", used?.CpuMs)
        .Set("@wall_ms", used?.WallMs).Set("@claimed_on", DateOnly.FromDateTime(job.ClaimedAt!.Value.UtcDateTime))
        .Run();

    public static AttemptRecord Read(Row row) => new()
    {
        JobId = row.Long(0),
        Number = row.Int(1),
        Token = JobRow.ReadToken(row, 2)!.Value,
        Worker = row.Text(4),
        ClaimedAt = row.Time(5),
        StartedAt = row.TimeOrNull(6),
        EndedAt = row.Time(7),
        Outcome = row.Text(8),
        Error = JobRow.ReadError(row, 9),
        Resources = ReadResources(row, 11),
    };

    private static AttemptResources? ReadResources(Row row, int column)
    {
        var used = new AttemptResources
        {
            ExitCode = row.IntOrNull(column),
            Signal = row.IntOrNull(column + 1),
            PeakMemoryBytes = row.LongOrNull(column + 2),
            CpuMs = row.LongOrNull(column + 3),
            WallMs = row.LongOrNull(column + 4),
        };
        return used == new AttemptResources() ? null : used;
    }
}
