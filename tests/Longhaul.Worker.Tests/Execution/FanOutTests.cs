using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Scratch;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Lists behind lists: what each item costs, and that all of them find the files.</summary>
public sealed class FanOutTests
{
    private const string Look = "find $LONGHAUL_RUN_DIR -type l | wc -l >> links; cat $LONGHAUL_RUN_DIR/draw/*/clip.txt | wc -l >> found";

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    public async Task An_item_costs_as_much_however_long_the_list_before_it_is(int drawn)
    {
        Faults? faults = null;
        await using var rig = new ExecutionRig { Around = store => Counted(store, out faults) };
        await EnqueueAsync(rig, Draw(drawn), Step("join", Look, "draw").Flow(List(3)));

        await RunAllAsync(rig);

        rig.Read("links").ShouldBe("1\n1\n1\n");
        rig.Read("found").ShouldBe($"{drawn}\n{drawn}\n{drawn}\n");
        var calls = faults!.Calls;
        calls.Count(call => call == nameof(IJobQueries.ListFilesAsync)).ShouldBe(1, "all three items share what one of them has read");
        calls.Count(call => call == nameof(IJobQueries.ListScopeAsync)).ShouldBe(2 + drawn + 3, "one for each attempt");
        faults.Arguments<long>(nameof(IJobQueries.ListFilesAsync)).ShouldBe([2]);
        Shared(rig).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Items_that_run_at_once_get_one_folder_between_them_which_they_cannot_change()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Draw(20), Step("join", "readlink $LONGHAUL_RUN_DIR/draw >> links; stat -c %a $LONGHAUL_RUN_DIR/draw/ >> modes", "draw").Flow(List(8)));
        await RunUntilAsync(rig, "join.0");
        var items = new List<JobRecord>();
        for (var i = 0; i < 8; i++)
        {
            items.Add(await rig.ClaimAsync());
        }

        await Task.WhenAll(items.Select(item => rig.RunAsync(item)));

        var links = rig.Read("links").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (links.Length, links.Distinct().Count()).ShouldBe((8, 1));
        rig.Read("modes").ShouldBe(string.Concat(Enumerable.Repeat("555\n", 8)));
    }

    [Fact]
    public async Task A_list_that_was_made_again_is_found_as_it_is_now()
    {
        await using var rig = new ExecutionRig();
        System.IO.File.WriteAllText(rig.File("word"), "old");
        await EnqueueAsync(
            rig, Step("draw", "cat word > $LONGHAUL_OUTPUT/clip.txt").Flow(List(2)), Step("join", "cat $LONGHAUL_RUN_DIR/draw/0001/clip.txt >> seen; echo >> seen", "draw"));
        await RunAllAsync(rig);

        System.IO.File.WriteAllText(rig.File("word"), "new");
        (await rig.Store.Control.ReopenAsync(2, "ann")).Result.ShouldBe(ControlResult.Done);
        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("old\nnew\n");
    }

    [Fact]
    public async Task Folders_within_pipelines_within_lists_are_found_too()
    {
        await using var rig = new ExecutionRig();
        var inner = new PipelineDefinition
        {
            Name = "inner", Input = [new InputField { Name = "n", Required = true, Type = InputType.Integer }],
            Steps = [Step("cut", "echo \"$1\" > $LONGHAUL_OUTPUT/clip.txt").With(["{{ input.n }}"])],
        };
        var each = Step("each", "true") with
        {
            Kind = new JobKind { Name = "video.each", Flow = List(2) with { Pipeline = inner, With = """{"n":"{{ item }}"}""" } },
        };
        await EnqueueAsync(rig, each, Step("join", "cd $LONGHAUL_RUN_DIR; for f in */*/*/*; do echo $f $(cat $f); done > $OLDPWD/seen", "each"));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("each/0000/cut/clip.txt 0\neach/0001/cut/clip.txt 1\n");
    }

    [Fact]
    public async Task A_list_without_files_is_no_entry()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Step("draw", "true").Flow(List(2)), Step("join", "ls $LONGHAUL_RUN_DIR | wc -l > seen", "draw"));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("0\n");
    }

    [Fact]
    public async Task Outputs_are_read_of_those_steps_alone_that_are_named()
    {
        Faults? faults = null;
        await using var rig = new ExecutionRig { Around = store => Counted(store, out faults) };
        await EnqueueAsync(
            rig, Step("script", "echo '::output words=[\"a\",\"b\"]'"), Step("other", "echo ::output x=1", "script"),
            Step("say", "echo \"$1 $2\" >> seen", "script", "other").With(["{{ item }}", "{{ steps.other.outputs.x }}"]).Flow(new StepFlow { ForEach = "\"{{ steps.script.outputs.words }}\"" }));

        await RunAllAsync(rig);

        rig.Read("seen").ShouldBe("a 1\nb 1\n");
        faults!.ArgumentsAt<IReadOnlyCollection<string>>(nameof(IJobQueries.ListScopeAsync), 1).Select(names => string.Join(' ', names.Order()))
            .ShouldBe(["", "", "other script", "other", "other"]);
    }

    [Fact]
    public async Task Copies_that_the_shared_folder_leads_to_count_as_used()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Draw(3), Step("join", Look, "draw").Flow(List(1)));

        await RunAllAsync(rig);

        LinkedFolders.In(rig.Data).Count(folder => folder.Contains("/artifacts/runs/1/draw.", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Nothing_of_it_is_left_when_the_worker_ends()
    {
        await using var rig = new ExecutionRig();
        await EnqueueAsync(rig, Draw(2), Step("join", Look, "draw"));
        await RunAllAsync(rig);
        Directory.GetFileSystemEntries(Path.Join(rig.Data, "work")).ShouldNotBeEmpty();

        await rig.Engine.DisposeAsync();

        Directory.GetFileSystemEntries(Path.Join(rig.Data, "work")).ShouldBeEmpty();
        Directory.GetDirectories(Path.Join(rig.Data, "artifacts/runs/1")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_nobody_has_used_for_ten_minutes_is_removed_and_made_again_when_it_is_needed()
    {
        var clock = new ManualClock();
        await using var rig = new ExecutionRig { Clock = clock };
        await EnqueueAsync(rig, Draw(2), Step("join", Look, "draw"), Step("late", Look, "join"));
        await RunUntilAsync(rig, "join");
        await rig.RunAsync(await rig.ClaimAsync());
        var folder = Shared(rig).ShouldHaveSingleItem();

        clock.Advance(TimeSpan.FromMinutes(9));
        rig.Engine.Links.RemoveIdle();
        Shared(rig).ShouldBe([folder]);
        clock.Advance(TimeSpan.FromMinutes(1));
        rig.Engine.Links.RemoveIdle();
        Shared(rig).ShouldBeEmpty();

        await rig.RunAsync(await rig.ClaimAsync());
        rig.Read("found").ShouldBe("2\n2\n");
    }

    private static string[] Shared(ExecutionRig rig) => Directory.GetDirectories(Path.Join(rig.Data, "work"), "links-*");

    private static IJobStore Counted(IJobStore store, out Faults faults)
    {
        (var counted, faults) = FaultyStore.Over(store);
        return counted;
    }

    private static StepDefinition Draw(int count) => Step("draw", "echo x > $LONGHAUL_OUTPUT/clip.txt").Flow(List(count));

    private static StepFlow List(int count) => new() { ForEach = $"[{string.Join(',', Enumerable.Range(0, count))}]" };

    /// <summary>Runs whatever is ready until nothing is.</summary>
    private static Task RunAllAsync(ExecutionRig rig) => RunUntilAsync(rig, null);

    private static async Task RunUntilAsync(ExecutionRig rig, string? step)
    {
        while (await rig.Store.Queries.ListAsync(new() { State = JobState.Ready }, new(100)) is { Count: > 0 } ready && ready.All(job => job.Step != step))
        {
            await rig.RunAsync(await rig.ClaimAsync());
        }
    }

    private static async Task EnqueueAsync(ExecutionRig rig, params StepDefinition[] steps) =>
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(new PipelineDefinition { Name = "video", Steps = steps }, "{}"));

    private static StepDefinition Step(string name, string script, params string[] needs) => new()
    {
        Name = name, Needs = needs,
        Kind = new JobKind { Name = "video." + name, Command = new CommandSpec { Arguments = ["bash", "-c", script, "script"] } },
    };
}
