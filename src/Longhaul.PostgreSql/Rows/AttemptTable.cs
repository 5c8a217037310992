using Longhaul.Core.Jobs;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Attempts that are over. They are sent together: one by one, each took a trip to the server.</summary>
internal sealed class AttemptTable(Transaction transaction) : IAttemptRows
{
    private readonly List<(JobRecord Job, string Outcome, JobError? Error, AttemptResources? Used)> _added = [];

    public void Add(JobRecord job, string outcome, JobError? error, AttemptResources? used) => _added.Add((job, outcome, error, used));

    /// <summary>Forgets what was added of jobs that leave no trace, as far as it was not sent.</summary>
    public void Drop(IReadOnlyCollection<long> jobIds) => _added.RemoveAll(one => jobIds.Contains(one.Job.Id));

    /// <summary>Sends what was added.</summary>
    public void Flush()
    {
        if (_added.Count == 0)
        {
            return;
        }

        transaction.Sql("Attempts/insert")
            .Set("@job_id", _added.Select(one => one.Job.Id)).Set("@number", _added.Select(one => one.Job.Attempt))
            .Set("@instance", _added.Select(one => one.Job.Token!.Value.Instance)).Set("@claim", _added.Select(one => one.Job.Token!.Value.Claim))
            .Set("@worker", _added.Select(one => one.Job.Worker)).Set("@claimed_at", _added.Select(one => one.Job.ClaimedAt))
            .Set("@started_at", _added.Select(one => one.Job.StartedAt)).Set("@ended_at", transaction.Now)
            .Set("@outcome", _added.Select(one => one.Outcome))
            .Set("@error_code", _added.Select(one => one.Error?.Code)).Set("@error_message", _added.Select(one => one.Error?.Message))
            .Set("@exit_code", _added.Select(one => one.Used?.ExitCode)).Set("@signal", _added.Select(one => one.Used?.Signal))
            .Set("@peak_memory_bytes", _added.Select(one => one.Used?.PeakMemoryBytes)).Set("@cpu_ms", _added.Select(one => one.Used?.CpuMs))
            .Set("@wall_ms", _added.Select(one => one.Used?.WallMs))
            .Run();
        _added.Clear();
    }

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
