using System.Text.Json;
using Longhaul.Cli.Tests.Support;

namespace Longhaul.Cli.Tests;

public sealed class QueueLimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Limits_are_set_shown_and_taken_away_and_what_is_not_named_stays()
    {
        (await RunAsync("queues", "limit", "slow", "--limit", "3")).Out.ShouldBe("queue slow has limit 3 now, over all workers\n");
        (await RunAsync("queues", "limit", "slow", "--rate", "20/2m")).Out.ShouldBe("queue slow has limit 3, rate 20/2min now, over all workers\n");
        (await RunAsync("queues", "limit", "slow", "--limit", "3")).Out.ShouldBe("queue slow has limit 3, rate 20/2min already\n");
        var list = await RunAsync("queues");
        list.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["QUEUE", "STATE", "READY", "RUNNING", "SCHEDULED", "BLOCKED", "LIMIT", "RATE"]);
        list.Lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["slow", "open", "0", "0", "0", "0", "3", "20/2min"]);
        var json = JsonDocument.Parse((await RunAsync("queues", "--json")).Out).RootElement[0];
        (json.GetProperty("limit").GetInt32(), json.GetProperty("rate").GetString()).ShouldBe((3, "20/2min"));
        (await RunAsync("audit")).Out.ShouldContain("limit 3, rate 20/2min");
        (await RunAsync("queues", "limit", "slow", "--limit", "none")).Out.ShouldBe("queue slow has rate 20/2min now, over all workers\n");
        (await RunAsync("queues", "limit", "slow", "--rate", "none")).Out.ShouldBe("queue slow has no limits now, over all workers\n");
        (await RunAsync("queues", "--json")).Out.ShouldBe("[]\n");
    }

    [Theory]
    [InlineData("--limit: \"0\" is not a whole number from 1 to 10000, or none", "--limit", "0")]
    [InlineData("--limit: \"x\" is not a whole number from 1 to 10000, or none", "--limit", "x")]
    [InlineData("--rate: \"10\" is not a rate such as 5/s, 10/min or 30/10m, or none", "--rate", "10")]
    [InlineData("say what to set: --limit or --rate")]
    public async Task What_is_no_limit_is_refused(string complaint, params string[] arguments)
    {
        var run = await RunAsync(["queues", "limit", "slow", .. arguments]);
        (run.Code, run.ErrorLine).ShouldBe((ExitCode.Usage, $"longhaul: {complaint}; see: longhaul queues limit --help"));
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.InAsync(_folder.Path, arguments);
}
