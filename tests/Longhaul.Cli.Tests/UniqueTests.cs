using Longhaul.Cli.Tests.Support;

namespace Longhaul.Cli.Tests;

/// <summary>Jobs that are there already, on the command line.</summary>
public sealed class UniqueTests
{
    private const string Yaml = """
        name: shop
        jobs:
          index: { command: [echo, "{{ input.shop }}"], unique: { by: key, key: "{{ input.shop }}", on_conflict: extend, delay: 1h } }
          report: { command: [echo], unique: { by: input } }
        pipelines:
          close: { unique: { by: kind }, steps: { first: { command: [echo] }, second: { needs: [first], command: [echo] } } }
        """;

    [Fact]
    public async Task Enqueue_prints_the_id_alone_and_tells_on_the_error_output_what_became_of_it()
    {
        using var folder = Projects.Make(Yaml);
        var first = await CliRun.InAsync(folder.Path, "enqueue", "index", "--input", "shop=a", "--input", "n=1");
        (first.Out, first.Error).ShouldBe(("1\n", ""));
        var again = await CliRun.InAsync(folder.Path, "enqueue", "index", "--input", "shop=a", "--input", "n=2");
        (again.Code, again.Out, again.Error).ShouldBe((0, "1\n", "job 1 (index) was waiting and is now what was asked for\n"));
        (await CliRun.InAsync(folder.Path, "enqueue", "index", "--input", "shop=b")).Out.ShouldBe("2\n");
        (await CliRun.InAsync(folder.Path, "jobs", "show", "1", "--json")).Out.ShouldContain("""{"shop":"a","n":2}""");

        var report = await CliRun.InAsync(folder.Path, "enqueue", "report");
        var same = await CliRun.InAsync(folder.Path, "enqueue", "report");
        (same.Out, same.ErrorLine).ShouldBe((report.Out, $"job {report.Out.Trim()} (report) is there already"));
    }

    [Fact]
    public async Task A_run_of_a_pipeline_is_there_once()
    {
        using var folder = Projects.Make(Yaml);
        await CliRun.InAsync(folder.Path, "enqueue", "close");
        (await CliRun.InAsync(folder.Path, "enqueue", "close")).ErrorLine.ShouldBe("job 1 (close) is there already");
        (await CliRun.InAsync(folder.Path, "jobs", "list", "--json")).Lines.Count(line => line.StartsWith('{')).ShouldBe(3);
    }

    [Fact]
    public async Task Many_lines_are_counted()
    {
        using var folder = Projects.Make(Yaml);
        const string lines = """
            {"kind":"index","input":{"shop":"a"}}
            {"kind":"index","input":{"shop":"a","n":2}}
            {"kind":"report"}
            {"kind":"report","unique":"x"}
            {"kind":"report","input":{"n":1},"unique":"x"}
            """;
        var run = await CliRun.InAsync(folder.Path, [], lines, "enqueue", "--jsonl", "-");
        (run.Code, run.Lines.Distinct().Count(), run.ErrorLine)
            .ShouldBe((0, 3, "of 5 jobs 1 was there already, 1 took the place of one that waited"));
    }
}
