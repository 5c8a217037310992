namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// The days in whose partitions a job's rows can be. A statement that names them is planned for these alone; one that finds them out by itself locks and plans
/// for every day that is kept.
/// </summary>
/// <param name="Over">Those that can hold it in history.</param>
/// <param name="Begun">Those on which an attempt of it can have begun; none where there is no such job.</param>
internal sealed record JobDays(IReadOnlyList<DateOnly> Over, IReadOnlyList<DateOnly> Begun)
{
    /// <summary>Those of a job.</summary>
    public static async Task<JobDays> FindAsync(Runner runner, long jobId, CancellationToken cancel)
    {
        var rows = await ListAsync(runner, jobId, cancel).ConfigureAwait(false);
        var over = DaysOf(rows);
        var lifetime = rows.Where(row => row.Added is not null).Select(row => (row.Added!.Value, row.Today!.Value)).ToList();
        if (lifetime.Count == 0 && over.Count > 0)
        {
            lifetime = await runner.QueryAsync(
                "Days/find_lifetime", sql => sql.Set("@id", jobId).Set("@days", over), row => (row.Date(0), row.Date(1)), cancel).ConfigureAwait(false);
        }

        return new JobDays(over, [.. lifetime.SelectMany(one => Between(one.Item1, one.Item2))]);
    }

    /// <summary>The days that can hold a tree in history.</summary>
    public static async Task<IReadOnlyList<DateOnly>> FindOverAsync(Runner runner, long rootId, CancellationToken cancel) =>
        DaysOf(await ListAsync(runner, rootId, cancel).ConfigureAwait(false));

    /// <summary>The same within a call.</summary>
    public static IReadOnlyList<DateOnly> FindOver(Transaction transaction, long rootId) =>
        DaysOf(transaction.Sql("Days/list_of_job").Set("@id", rootId).All(Read));

    /// <summary>These days and all between, with a day on either side, since the server's clock may be set back.</summary>
    public static IEnumerable<DateOnly> Between(DateOnly first, DateOnly last)
    {
        for (var day = first.AddDays(-1); day <= last.AddDays(1); day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private static Task<List<(DateOnly? Day, DateOnly? Added, DateOnly? Today)>> ListAsync(Runner runner, long jobId, CancellationToken cancel) => runner.QueryAsync(
        "Days/list_of_job", sql => sql.Set("@id", jobId), Read, cancel);

    private static (DateOnly? Day, DateOnly? Added, DateOnly? Today) Read(Row row) => (row.DateOrNull(0), row.DateOrNull(1), row.DateOrNull(2));

    private static List<DateOnly> DaysOf(List<(DateOnly? Day, DateOnly? Added, DateOnly? Today)> rows) => [.. rows.Select(row => row.Day).OfType<DateOnly>()];
}
