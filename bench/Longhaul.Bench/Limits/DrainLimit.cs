using Longhaul.Cli.Bench;
using Longhaul.Cli.Bench.Measurements;
using Npgsql;

namespace Longhaul.Bench.Limits;

/// <summary>How fast bare connections claim and remove waiting jobs.</summary>
internal sealed class DrainLimit(LimitPlace place, LimitShape shape, TimeProvider clock) : IMeasurement
{
    public IReadOnlyList<Metric> Metrics { get; } =
        [new Metric(shape.Name, "jobs/s", new Conditions(shape.Note, shape.Jobs, 0, shape.Connections))];

    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await Filling.RunAsync(place.Server, shape.Jobs, shape.History, cancel);
        var history = shape.History ? await HistoryCopy.MakeAsync(place, cancel) : null;
        var before = await place.Server.ReadAsync(cancel);
        TimeSpan took;
        long done;
        await using (var source = place.Connect())
        {
            var connections = await LimitPlace.OpenAsync(source, shape.Connections, cancel);
            var started = clock.GetTimestamp();
            done = (await Task.WhenAll(connections.Select(connection => Task.Run(() => WorkAsync(connection), cancel)))).Sum();
            took = clock.GetElapsedTime(started);

            async Task<long> WorkAsync(NpgsqlConnection connection)
            {
                await using var closed = connection;
                return await DrainAsync(new BareClaim(place, connection, shape.AtOnce, history), cancel);
            }
        }

        var costs = JobCosts.Of(before, await place.Server.ReadAsync(cancel), default, shape.Jobs);
        return done == shape.Jobs
            ? [new Sample(done / took.TotalSeconds, costs)]
            : throw new InvalidOperationException($"{shape.Name}: {done:#,0} of {shape.Jobs:#,0} jobs were drained");
    }

    private static async Task<long> DrainAsync(BareClaim claim, CancellationToken cancel)
    {
        for (var done = 0L; ;)
        {
            var ids = await claim.ClaimAsync(cancel);
            if (ids.Length == 0)
            {
                return done;
            }

            await claim.FinishAsync(ids, cancel);
            done += ids.Length;
        }
    }
}

/// <summary>One drain.</summary>
internal sealed record LimitShape(string Name, int Jobs, int Connections, int AtOnce, bool History)
{
    public string Note =>
        $"claim {AtOnce:#,0} and {(History ? "move to history" : "delete")}, {Connections} connections, {Jobs:#,0} jobs; a statement each";
}
