using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The health endpoint of a worker.</summary>
[Collection(nameof(MeasuresTime))]
public sealed partial class HealthTests
{
    private const string Yaml = """
        jobs:
          hello: { command: [echo, hello] }
        """;

    [Fact]
    public async Task It_answers_within_a_second_of_the_start()
    {
        await using var project = new Project(Yaml);
        await AnswersWithinASecondAsync(project);
    }

    [Fact]
    public async Task It_answers_within_a_second_also_while_the_store_cannot_be_opened()
    {
        await using var project = new Project(Yaml);
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        using var locked = StoreLock.Whole(project.StorePath);
        await AnswersWithinASecondAsync(project);

        var worker = project.Start("work");
        await FirstAnswerAsync(worker);
        (await worker.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await HealthAsync(worker)).GetProperty("status").GetString().ShouldBe("degraded");
        (await HealthAsync(worker)).GetProperty("store_connected").GetBoolean().ShouldBeFalse();
        (await HealthAsync(worker)).GetProperty("instance").ValueKind.ShouldBe(JsonValueKind.Null);
        (await HealthAsync(worker)).GetProperty("last_error").GetString().ShouldNotBeNull().ShouldMatch("stage [34] of 6|locked");
        await Wait.UntilAsync(
            async () => (await HealthAsync(worker)).GetProperty("last_error").GetString()!.Contains("locked"), "it says by whom the store is locked", 20, () => worker.Said);
    }

    [Fact]
    public async Task It_tells_how_the_worker_is_and_nothing_else()
    {
        await using var project = new Project(Yaml);
        var worker = await project.WorkAsync();
        await Wait.UntilAsync(async () => (await worker.GetAsync("/health/ready")).IsSuccessStatusCode, "it is ready", 30, () => worker.Said);
        var health = await HealthAsync(worker);
        health.GetProperty("status").GetString().ShouldBe("healthy");
        health.GetProperty("store_connected").GetBoolean().ShouldBeTrue();
        health.GetProperty("running_jobs").GetInt32().ShouldBe(0);
        health.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        health.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(10));
        health.GetProperty("uptime_seconds").GetDouble().ShouldBeGreaterThan(0);
        foreach (var other in (string[])["/", "/jobs", "/api/v1/jobs", "/health/other", "/metrics/x", "/../etc/passwd", "/%2e%2e/etc/passwd"])
        {
            (await worker.GetAsync(other)).StatusCode.ShouldBe(HttpStatusCode.NotFound, other);
        }
    }

    [Fact]
    public async Task Its_metrics_are_prometheus_text()
    {
        await using var project = new Project(Yaml);
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync("hello");
        await worker.SeeJobAsync("JOB_ENDED", id);
        var response = await worker.GetAsync("/metrics");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(line => !Comment().IsMatch(line) && !Sample().IsMatch(line)).ShouldBeEmpty();
        lines.Count(line => line.StartsWith("longhaul_", StringComparison.Ordinal)).ShouldBeGreaterThan(5);
        lines.Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).ShouldBeUnique();
    }

    private static Task AnswersWithinASecondAsync(Project project) => Promise.BestOfAsync(
        1,
        async () =>
        {
            var started = Stopwatch.GetTimestamp();
            await using var worker = project.Start("work");
            await FirstAnswerAsync(worker);
            return Stopwatch.GetElapsedTime(started);
        },
        tries: 10);

    private static Task<TimeSpan> FirstAnswerAsync(WorkerProcess worker) => Wait.UntilAsync(
        async () =>
        {
            try
            {
                return (await worker.GetAsync("/health/live")).StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        "/health/live answers", 30, () => worker.Said);

    private static async Task<JsonElement> HealthAsync(WorkerProcess worker) =>
        JsonDocument.Parse(await worker.HealthAsync()).RootElement;

    [GeneratedRegex("^# (TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram|summary|untyped)|HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Comment();

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.]+([eE][-+]?[0-9]+)?|[+-]Inf|NaN)( [0-9]+)?$""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Sample();
}
