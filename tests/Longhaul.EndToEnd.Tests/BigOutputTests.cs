using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Children that print more than anybody wants to keep.</summary>
public sealed class BigOutputTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const long Megabyte = 1_000_000;
    private const long Bound = 150 * Megabyte;

    private const string Yaml = """
        jobs:
          chatty:
            command: [bash, -c, 'echo FIRST; yes "$(printf "%0.sx" {1..99})" | head -c "$1"; echo; echo LAST', chatty, "{{ input.bytes }}"]
          breathless:
            command: [bash, -c, 'echo FIRST; head -c "$1" /dev/zero | tr "\0" -; echo LAST', breathless, "{{ input.bytes }}"]
        """;

    [Theory]
    [InlineData("chatty")]
    [InlineData("breathless")]
    public Task Sixty_megabytes_of_output_cost_no_memory(string kind) => PrintAsync(kind, 60 * Megabyte);

    [Theory]
    [InlineData("chatty")]
    [InlineData("breathless")]
    [Trait("tier", "soak")]
    public Task A_gigabyte_of_output_costs_no_memory(string kind) => PrintAsync(kind, 1_000 * Megabyte);

    [Theory]
    [InlineData("chatty")]
    [InlineData("breathless")]
    [Trait("tier", "soak")]
    public Task On_PostgreSQL_sixty_megabytes_of_output_cost_no_memory(string kind) => PrintAsync(kind, 60 * Megabyte, fixture.Server.Url);

    private static async Task PrintAsync(string kind, long bytes, string? url = null)
    {
        await using var project = new Project(Yaml, url);
        var worker = await project.WorkAsync();
        var id = await project.EnqueueAsync(kind, "--input", $"bytes={bytes}");
        await project.ReachesAsync(id, JobState.Completed, 300);
        var peak = ProcFiles.PeakMemory(worker.Pid);
        TestContext.Current.TestOutputHelper!.WriteLine($"the worker's peak: {peak / Megabyte} MB");
        peak.ShouldBeInRange(1, Bound);

        var log = (await project.RunAsync("jobs", "logs", $"{id}")).ShouldEndWith(0).Output;
        log.Length.ShouldBeInRange(500_000, 1_200_000);
        log.ShouldStartWith("FIRST");
        log.TrimEnd().ShouldEndWith("LAST");
        log.ShouldContain("left out here");
        new FileInfo(project.At($"data/logs/{id}/1.log")).Length.ShouldBeGreaterThanOrEqualTo(bytes);
    }
}
