using System.Threading.Channels;
using Longhaul.Cli.Bench;
using Longhaul.Cli.Bench.Places;
using Npgsql;

namespace Longhaul.Bench.Limits;

/// <summary>From sending an insert with a NOTIFY to having claimed the row on another connection, where nothing else goes on.</summary>
internal sealed class LatencyLimit(LimitPlace place, int jobs, TimeProvider clock) : IMeasurement
{
    private const int Warm = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Conditions _conditions = new($"insert and NOTIFY, LISTEN, claim of one; one each 20 ms, {jobs} jobs", jobs, 0, 1);

    public IReadOnlyList<Metric> Metrics => [new Metric("latency_p50", "ms", _conditions), new Metric("latency_p99", "ms", _conditions)];

    private string Send => $"""
        with added as (
            insert into {place.Jobs} (
                id, root_id, position, kind, queue, priority, tenant, is_container, exclusive, on_worker_lost, keep_history, created_at, state,
                input, queued)
            values ($1, $1, $1, 'noop', 'default', 5, '', false, false, 0, false, now(), 1, $2, true) returning id)
        select pg_notify('longhaul_limit', '')::text from added
        """;

    public async Task<IReadOnlyList<Sample>> RunOnceAsync(CancellationToken cancel)
    {
        await place.Server.EmptyAsync(cancel);
        await using var source = place.Connect();
        await using var listener = await source.OpenConnectionAsync(cancel);
        await using var worker = await source.OpenConnectionAsync(cancel);
        await using var sender = await source.OpenConnectionAsync(cancel);
        await listener.RunAsync("listen longhaul_limit", cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var heard = Channel.CreateUnbounded<bool>();
        listener.Notification += (_, _) => heard.Writer.TryWrite(true);
        var listening = ListenAsync(listener, over.Token);
        var claim = new BareClaim(place, worker, 1);
        var took = new List<double>();
        for (var i = 1; i <= Warm + jobs; i++)
        {
            var one = await OneAsync(i, sender, claim, heard.Reader, cancel);
            took.AddRange(i > Warm ? [one.TotalMilliseconds] : []);
        }

        await over.CancelAsync();
        await listening;
        return [new Sample(Quantile.Of(took, 0.5)), new Sample(Quantile.Of(took, 0.99))];
    }

    private async Task<TimeSpan> OneAsync(
        int id, NpgsqlConnection sender, BareClaim claim, ChannelReader<bool> heard, CancellationToken cancel)
    {
        await Task.Delay(Interval, clock, cancel);
        var sent = clock.GetTimestamp();
        var sending = sender.AskAsync<string>(Send, cancel, (long)id, NoopProject.Payload);
        await heard.ReadAsync(cancel);
        var ids = await claim.ClaimAsync(cancel);
        var took = clock.GetElapsedTime(sent);
        await sending;
        await claim.FinishAsync(ids, cancel);
        return ids.Length == 1 ? took : throw new InvalidOperationException($"row {id} was told of and not found");
    }

    private static async Task ListenAsync(NpgsqlConnection listener, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await listener.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
