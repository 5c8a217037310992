using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Three worker processes on one queue with limits; what ran when stands in a file that knows nothing of the store.</summary>
public sealed class QueueLimitTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Limited = """
        queues:
          default: { concurrency: 2, limit: 2 }
        jobs:
          work: { command: [bash, -c, 'echo "$LONGHAUL_JOB_ID $LONGHAUL_ATTEMPT begin $EPOCHREALTIME" >> ledger; until [ -e go ]; do sleep 0.05; done; sleep 0.15; echo "$LONGHAUL_JOB_ID $LONGHAUL_ATTEMPT end $EPOCHREALTIME" >> ledger'] }
        """;

    private const string Rated = """
        queues:
          default: { concurrency: 4, rate: 5/s }
        jobs:
          work: { command: ['true'] }
        """;

    [Fact]
    public Task On_a_file_never_three_run_at_once_also_where_a_worker_is_killed() => LimitAsync(null);

    [Fact]
    public Task On_a_server_never_three_run_at_once_also_where_a_worker_is_killed() => LimitAsync(fixture.Server.Url);

    [Fact]
    public async Task Through_PgBouncer_never_three_run_at_once_also_where_a_worker_is_killed()
    {
        using var bouncer = PgBouncerServer.Start(fixture.Server);
        await LimitAsync(bouncer.Url);
    }

    [Fact]
    public Task On_a_file_no_second_sees_more_than_five_claims() => RateAsync(null);

    [Fact]
    public Task On_a_server_no_second_sees_more_than_five_claims() => RateAsync(fixture.Server.Url);

    private static async Task LimitAsync(string? url)
    {
        await using var project = new Project(Limited, url);
        var workers = new[] { await project.WorkAsync(), await project.WorkAsync(), await project.WorkAsync() };
        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"work"}""", 40));
        await Wait.UntilAsync(() => project.Ledger().Length == 2, "the limit is used: two run at once");
        project.Write("go", "");
        await Wait.UntilAsync(() => project.Ledger().Length > 20, "some have run");

        // One of them runs something; which one is not known.
        workers[0].Kill9();
        await Wait.UntilAsync(() => project.Ledger().Length > 40, "the others go on", 60);
        workers[1].Kill9();
        await project.WorkAsync();
        await project.DrainedAsync(90);

        var spans = await SpansAsync(project, ids);
        MostAtOnce(spans).ShouldBe(2, string.Join('\n', project.Ledger()));
    }

    private static async Task RateAsync(string? url)
    {
        await using var project = new Project(Rated, url);
        for (var i = 0; i < 3; i++)
        {
            await project.WorkAsync(("POLL_INTERVAL_MS", "60000"));
        }

        var ids = await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"work"}""", 31));
        await project.DrainedAsync(60);

        var claims = new List<DateTimeOffset>();
        foreach (var id in ids)
        {
            claims.Add((await project.AttemptsAsync(id)).ShouldHaveSingleItem().ClaimedAt);
        }

        claims.Sort();
        claims.Skip(5).Zip(claims, (later, earlier) => later - earlier).ShouldAllBe(apart => apart >= TimeSpan.FromSeconds(1));
        (claims[^1] - claims[0]).ShouldBeLessThan(TimeSpan.FromSeconds(40), "whoever waits for the rate wakes when its next place is free, not at a poll");
    }

    /// <summary>From when to when each attempt ran: from the file, and for one that was killed until the store put its job back.</summary>
    private static async Task<List<(decimal Begin, decimal End)>> SpansAsync(Project project, long[] ids)
    {
        var lines = project.Ledger().Select(line => line.Split(' '))
            .ToDictionary(words => (Job: long.Parse(words[0]), Attempt: int.Parse(words[1]), What: words[2]), words => decimal.Parse(words[3], CultureInfo.InvariantCulture));
        var spans = new List<(decimal, decimal)>();
        foreach (var id in ids)
        {
            (await project.JobAsync(id)).State.ShouldBe(JobState.Completed);
            foreach (var attempt in await project.AttemptsAsync(id))
            {
                if (lines.TryGetValue((id, attempt.Number, "begin"), out var begin))
                {
                    spans.Add((begin, lines.TryGetValue((id, attempt.Number, "end"), out var end) ? end : attempt.EndedAt.ToUnixTimeMilliseconds() / 1_000m));
                }
            }
        }

        spans.Count.ShouldBeGreaterThanOrEqualTo(ids.Length);
        return spans;
    }

    private static int MostAtOnce(List<(decimal Begin, decimal End)> spans) =>
        spans.Max(span => spans.Count(other => other.Begin <= span.Begin && other.End > span.Begin));
}
