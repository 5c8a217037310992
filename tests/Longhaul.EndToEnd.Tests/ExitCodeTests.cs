using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>How commands end, for scripts that call them.</summary>
public sealed class ExitCodeTests
{
    private const string Yaml = """
        jobs:
          good: { command: [bash, -c, 'echo it went well'] }
          bad: { command: [bash, -c, 'echo no room >&2; exit 3'] }
          slow: { command: [sleep, "600"], grace: 1s }
        pipelines:
          half:
            steps:
              one: { command: ["true"] }
              two: { needs: [one], command: ["false"] }
              three: { needs: [two], command: ["true"] }
        """;

    [Fact]
    public async Task A_run_that_completes_ends_with_0_and_shows_the_output()
    {
        await using var project = new Project(Yaml);
        var result = (await project.RunAsync("run", "good")).ShouldEndWith(0);
        (result.Output + result.Error).ShouldContain("it went well");
    }

    [Fact]
    public async Task A_run_that_fails_ends_with_1_and_tells_the_childs_exit_code()
    {
        await using var project = new Project(Yaml);
        var result = (await project.RunAsync("run", "bad")).ShouldEndWith(1);
        result.Error.ShouldContain("exit code 3");
        result.Error.ShouldContain("no room");
    }

    [Fact]
    public async Task A_pipeline_whose_step_fails_ends_with_1_and_does_not_run_the_rest()
    {
        await using var project = new Project(Yaml);
        (await project.RunAsync("run", "half")).ShouldEndWith(1);
        var tree = await project.Store.Queries.ListTreeAsync(1, TestContext.Current.CancellationToken);
        tree.ToDictionary(job => job.Step ?? "", job => job.State).ShouldBe(new Dictionary<string, JobState>
        {
            [""] = JobState.Failed, ["one"] = JobState.Completed, ["two"] = JobState.Failed, ["three"] = JobState.Cancelled,
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_it_may_ends_with_75_and_leaves_nobody_behind()
    {
        await using var project = new Project(Yaml);
        var result = (await project.RunAsync("run", "slow", "--timeout", "2s")).ShouldEndWith(75);
        result.Error.ShouldContain("it is not over after 2");
        await project.Trees.NobodyAsync(10);
        (await project.JobAsync(1)).State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task What_is_not_there_ends_with_1_and_what_makes_no_sense_with_2()
    {
        await using var project = new Project(Yaml);
        (await project.RunAsync("jobs", "show", "999")).ShouldEndWith(1).Error.ShouldContain("there is no job 999");
        (await project.RunAsync("jobs", "cancel", "999")).ShouldEndWith(1).Error.ShouldContain("there is no job 999");
        (await project.RunAsync("enqueue", "goood")).ShouldEndWith(2).Error.ShouldContain("good");
        (await project.RunAsync("jobs", "list", "--state", "asleep")).ShouldEndWith(2).Error.ShouldContain("asleep");
        (await project.RunAsync("no-such-command")).ShouldEndWith(2).Error.ShouldContain("no-such-command");
        (await project.RunAsync("run", "good", "--timeout", "soon")).ShouldEndWith(2).Error.ShouldContain("soon");
    }

    [Fact]
    public async Task A_store_that_somebody_else_keeps_locked_ends_a_command_with_69()
    {
        await using var project = new Project(Yaml);
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        using var locked = StoreLock.Whole(project.StorePath);
        var result = (await project.RunAsync("enqueue", "good")).ShouldEndWith(69);
        result.ErrorLines.Length.ShouldBe(1);
        result.Error.ShouldContain("locked");
        result.Error.ShouldContain(project.StorePath);
    }

    [Fact]
    public async Task A_store_that_can_never_work_ends_a_command_with_78()
    {
        await using var project = new Project(Yaml);
        project.Write("data/longhaul.db", "this is a text, not a database, and long enough to be looked at as one");
        var result = (await project.RunAsync("enqueue", "good")).ShouldEndWith(78);
        result.ErrorLines.Length.ShouldBe(1);
        result.Error.ShouldContain(project.StorePath);

        var worker = project.Start("work");
        (await worker.EndAsync()).ShouldBe(78, worker.Said);
        worker.Said.ShouldContain(project.StorePath);
        worker.Said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_listing_whose_reader_leaves_ends_quietly()
    {
        await using var project = new Project(Yaml);
        await project.EnqueueManyAsync(Enumerable.Repeat("""{"kind":"good"}""", 500));
        var start = Executable.Start([]);
        start.FileName = "/bin/bash";
        start.ArgumentList.Clear();
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("set -o pipefail; \"$0\" -C \"$1\" jobs list --limit 500 | head -1; echo \"${PIPESTATUS[0]}\"");
        start.ArgumentList.Add(Executable.Path);
        start.ArgumentList.Add(project.Folder);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(2);
        lines[1].ShouldBeOneOf("0", "141");
        (await error).ShouldNotContain("rror");
    }

    [Fact]
    public async Task A_bulk_with_one_bad_line_hands_in_nothing()
    {
        await using var project = new Project(Yaml);
        string[] lines = ["""{"kind":"good"}""", """{"kind":"good","input":{}}""", """{"kind":"gud"}""", """{"kind":"good"}"""];
        foreach (var bad in (string[])["""{"kind":"gud"}""", "{\"kind\":", """{"kind":"good","colour":1}""", """{"kind":"good","priority":12}"""])
        {
            lines[2] = bad;
            var result = (await project.RunAsync(string.Join('\n', lines), ["enqueue", "--jsonl", "-"])).ShouldEndWith(2);
            result.Output.ShouldBeEmpty();
            result.Error.ShouldContain("line 3");
        }

        (await project.RunAsync("jobs", "list", "--json")).ShouldEndWith(0).Lines.ShouldBe(["[]"]);
    }
}
