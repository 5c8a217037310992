using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Longhaul.Bench;

/// <summary>The limit: the least SQL that does the work on the same tables.</summary>
internal static class BareSql
{
    private const string Insert = """
        insert into longhaul_jobs (id, root_id, kind, queue, priority, tenant, is_container, exclusive, on_worker_lost, keep_history,
                                   created_at, state, position, input)
        select key + $first, key + $first, 'noop', 'default', 5, '', 0, 0, 0, 1, $now, 1, key + $first, value from json_each($inputs)
        """;

    /// <summary>Inserts so many rows, so many a commit, and gives the rows a second.</summary>
    public static double Enqueue(SqliteConnection connection, int rows, int perCommit)
    {
        var inputs = JsonSerializer.Serialize(Enumerable.Repeat(ScratchStore.Job(false).Input, perCommit));
        return Clock.Rate(rows, () =>
        {
            for (var first = 1; first <= rows; first += perCommit)
            {
                Insert1(connection, first, inputs);
            }
        });
    }

    /// <summary>Updates a thousand to running and commits, then removes them (into history or not) and commits, until none is left.</summary>
    public static double Drain(SqliteConnection connection, int rows, bool history) => Clock.Rate(rows, () =>
    {
        for (var first = 1; first <= rows; first += 1_000)
        {
            var range = $"id between {first} and {first + 999}";
            ScratchStore.Run(connection, $"update longhaul_jobs set state = 3, instance = 'i', claim = {first}, worker = 'w', attempt = 1 where {range}");
            ScratchStore.Run(connection, "begin immediate");
            if (history)
            {
                ScratchStore.Run(connection, $"update longhaul_jobs set state = 5, finished_at = 1 where {range}");
                ScratchStore.Run(connection, $"insert into longhaul_history select * from longhaul_jobs where {range}");
                ScratchStore.Run(connection, $"""
                    insert into longhaul_attempts (job_id, number, instance, claim, worker, claimed_at, started_at, ended_at, outcome)
                    select id, 1, 'i', 1, 'w', 1, 1, 1, 'completed' from longhaul_jobs where {range}
                    """);
            }

            ScratchStore.Run(connection, $"delete from longhaul_jobs where {range}");
            ScratchStore.Run(connection, "commit");
        }
    });

    private static void Insert1(SqliteConnection connection, int first, string inputs)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Insert;
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$now", 1_790_000_000_000);
        command.Parameters.AddWithValue("$inputs", inputs);
        command.ExecuteNonQuery();
    }
}
