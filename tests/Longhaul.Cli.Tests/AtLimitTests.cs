using Longhaul.Cli.Tests.Support;

namespace Longhaul.Cli.Tests;

/// <summary>Jobs whose key is at its limit, on the command line.</summary>
public sealed class AtLimitTests
{
    private const string Yaml = """
        name: shop
        jobs:
          sync: { command: [echo], concurrency: { key: "{{ input.shop }}", limit: 1, at_limit: drop } }
          index: { command: [echo], concurrency: { key: "{{ input.shop }}", limit: 1, at_limit: replace } }
        """;

    [Fact]
    public async Task Enqueue_tells_what_became_of_a_job_that_is_not_added()
    {
        using var folder = Projects.Make(Yaml);
        await CliRun.InAsync(folder.Path, "enqueue", "sync", "--input", "shop=a");
        var dropped = await CliRun.InAsync(folder.Path, "enqueue", "sync", "--input", "shop=a");
        (dropped.Code, dropped.Out, dropped.Error).ShouldBe((0, "1\n", "job 1 (sync) holds its key, which is at its limit; the new one was dropped\n"));
        (await CliRun.InAsync(folder.Path, "enqueue", "sync", "--input", "shop=b")).Out.ShouldBe("2\n");
    }

    [Fact]
    public async Task Run_does_not_follow_the_job_that_is_there_instead()
    {
        using var folder = Projects.Make(Yaml);
        await CliRun.InAsync(folder.Path, "enqueue", "sync", "--input", "shop=a");
        var run = await CliRun.InAsync(folder.Path, "run", "sync", "--input", "shop=a");
        (run.Code, run.Out, run.ErrorLine).ShouldBe((1, "", "job 1 (sync) holds its key, which is at its limit; the new one was dropped"));
    }

    [Fact]
    public async Task Many_lines_are_counted()
    {
        using var folder = Projects.Make(Yaml);
        const string lines = """
            {"kind":"sync","input":{"shop":"a"}}
            {"kind":"sync","input":{"shop":"a"}}
            {"kind":"sync","input":{"shop":"a"}}
            {"kind":"index","input":{"shop":"a"}}
            {"kind":"index","input":{"shop":"a"}}
            {"kind":"index","input":{"shop":"a"}}
            """;
        var run = await CliRun.InAsync(folder.Path, [], lines, "enqueue", "--jsonl", "-");
        (run.Code, run.ErrorLine).ShouldBe((0, "of 6 jobs 1 took the place of one that waited, 2 were dropped at the limit of a key"));
        (await CliRun.InAsync(folder.Path, "enqueue", "index", "--input", "shop=a", "--unique", "x")).ErrorLine.ShouldContain("'unique:x'");
    }
}
