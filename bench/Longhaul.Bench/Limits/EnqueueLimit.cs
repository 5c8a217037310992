using Longhaul.Cli.Bench;
using Npgsql;
using NpgsqlTypes;

namespace Longhaul.Bench.Limits;

/// <summary>How fast bare connections add rows to the table of jobs: by a binary COPY of many, or one insert a commit.</summary>
internal sealed class EnqueueLimit(LimitPlace place, string name, int perCall, int connections, int seconds, TimeProvider clock) : IMeasurement
{
    private const string Columns =
        "id, root_id, position, kind, queue, priority, tenant, is_container, exclusive, on_worker_lost, keep_history, created_at, state, input, queued";

    private long _lastId;

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new Metric(
            name, "jobs/s",
            new Conditions($"{(perCall > 1 ? $"binary COPY, {perCall:#,0} a call" : "one insert a commit")}, {connections} connection(s), {seconds} s", null, 0, connections)),
    ];

    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await place.Server.EmptyAsync(cancel);
        var before = await place.Server.ReadAsync(cancel);
        TimeSpan took;
        long calls;
        await using (var source = place.Connect())
        {
            var open = await LimitPlace.OpenAsync(source, connections, cancel);
            var started = clock.GetTimestamp();
            var end = TimeSpan.FromSeconds(seconds);
            calls = (await Task.WhenAll(open.Select(connection => Task.Run(() => CallAsync(connection), cancel)))).Sum();
            took = clock.GetElapsedTime(started);

            async Task<long> CallAsync(NpgsqlConnection connection)
            {
                await using var closed = connection;
                var made = 0L;
                for (; clock.GetElapsedTime(started) < end; made++)
                {
                    await (perCall > 1 ? CopyAsync(connection, cancel) : InsertAsync(connection, cancel));
                }

                return made;
            }
        }

        var jobs = calls * perCall;
        return [new Sample(jobs / took.TotalSeconds, JobCosts.Of(before, await place.Server.ReadAsync(cancel), default, jobs))];
    }

    private async Task InsertAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"insert into {place.Jobs} ({Columns}) values ($1, $1, $1, 'noop', 'default', 5, '', false, false, 0, false, now(), 1, $2, true)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Interlocked.Increment(ref _lastId) });
        command.Parameters.Add(new NpgsqlParameter { Value = NoopProject.Payload });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task CopyAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var writer = await connection.BeginBinaryImportAsync($"copy {place.Jobs} ({Columns}) from stdin (format binary)", cancel);
        for (var i = 0; i < perCall; i++)
        {
            await writer.StartRowAsync(cancel);
            await WriteAsync(writer, Interlocked.Increment(ref _lastId), now, cancel);
        }

        await writer.CompleteAsync(cancel);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter writer, long id, DateTimeOffset now, CancellationToken cancel)
    {
        await writer.WriteAsync(id, NpgsqlDbType.Bigint, cancel);
        await writer.WriteAsync(id, NpgsqlDbType.Bigint, cancel);
        await writer.WriteAsync(id, NpgsqlDbType.Bigint, cancel);
        await writer.WriteAsync(NoopProject.Kind, NpgsqlDbType.Text, cancel);
        await writer.WriteAsync("default", NpgsqlDbType.Text, cancel);
        await writer.WriteAsync((short)5, NpgsqlDbType.Smallint, cancel);
        await writer.WriteAsync("", NpgsqlDbType.Text, cancel);
        await writer.WriteAsync(false, NpgsqlDbType.Boolean, cancel);
        await writer.WriteAsync(false, NpgsqlDbType.Boolean, cancel);
        await writer.WriteAsync((short)0, NpgsqlDbType.Smallint, cancel);
        await writer.WriteAsync(false, NpgsqlDbType.Boolean, cancel);
        await writer.WriteAsync(now, NpgsqlDbType.TimestampTz, cancel);
        await writer.WriteAsync((short)1, NpgsqlDbType.Smallint, cancel);
        await writer.WriteAsync(NoopProject.Payload, NpgsqlDbType.Text, cancel);
        await writer.WriteAsync(true, NpgsqlDbType.Boolean, cancel);
    }
}
