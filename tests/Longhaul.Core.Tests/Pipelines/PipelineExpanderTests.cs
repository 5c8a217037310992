using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class PipelineExpanderTests
{
    private const string Input = """{"channel":"cats","topic":"tea"}""";

    [Fact]
    public void The_run_comes_first_and_each_step_after_those_it_needs()
    {
        var jobs = PipelineExpander.Expand(Samples.Video, Input);

        jobs.Select(job => job.Step).ShouldBe([null, "script", "narrate", "assets", "publish"]);
        jobs[0].IsContainer.ShouldBeTrue();
        jobs[0].Kind.ShouldBe("video");
        jobs[0].Parent.ShouldBeNull();
        jobs.Skip(1).ShouldAllBe(job => job.Parent == JobRef.InCall(0) && !job.IsContainer);
        jobs[4].DependsOn.ShouldBe([new Dependency(JobRef.InCall(2)), new Dependency(JobRef.InCall(3))]);
        jobs[1].DependsOn.ShouldBeEmpty();
    }

    [Fact]
    public void The_run_holds_the_input_and_the_graph_and_each_step_its_kind()
    {
        var jobs = PipelineExpander.Expand(Samples.Video, Input);

        jobs[0].Input.ShouldBe("""{"topic":"tea","channel":"cats"}""");
        jobs.Skip(1).ShouldAllBe(job => job.Input == "{}");
        var graph = RunGraph.FromJson(jobs[0].Definition!);
        graph.Pipeline.ShouldBe("video");
        graph.Steps.Select(step => step.Name).ShouldBe(["publish", "script", "narrate", "assets"]);
        graph.Steps[0].Needs.ShouldBe(["narrate", "assets"]);
        jobs[1].Definition.ShouldBe(KindJson.Write(Samples.Kind("video.script")));
    }

    [Fact]
    public void A_step_takes_after_its_kind()
    {
        var jobs = PipelineExpander.Expand(Samples.Video, Input);

        var publish = jobs[4];
        (publish.Kind, publish.Queue, publish.Priority, publish.Exclusive, publish.KeepHistory).ShouldBe(("video.publish", "publish", 7, true, false));
        jobs[3].OnWorkerLost.ShouldBe(OnWorkerLost.Fail);
        jobs[2].Slots.ShouldBe([new SlotKey("narrate:cats", 2)]);
        jobs.ShouldAllBe(job => job.Tenant == "cats");
    }

    [Fact]
    public void What_the_caller_says_goes_before_what_the_file_says()
    {
        var at = new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var options = new RunOptions
        {
            Queue = "render", Priority = 9, Tenant = "dogs", At = at, Delay = TimeSpan.FromMinutes(3), UniqueKeys = [UniqueKey.WhileUnfinished("k")],
        };

        var jobs = PipelineExpander.Expand(Samples.Video with { TenantTemplate = null }, Input, options);

        jobs.Select(job => job.Queue).ShouldBe(["render", "render", "render", "render", "publish"]);
        jobs.ShouldAllBe(job => job.Priority == 9 && job.Tenant == "dogs");
        jobs[0].UniqueKeys.ShouldBe([UniqueKey.WhileUnfinished("k")]);
        jobs.Skip(1).ShouldAllBe(job => job.UniqueKeys.Count == 0);
        jobs.Select(job => job.At).ShouldBe([null, at, null, null, null]);
        jobs.Select(job => job.Delay).ShouldBe([null, TimeSpan.FromMinutes(3), null, null, null]);
    }

    [Fact]
    public void A_tenant_that_the_caller_says_must_be_that_of_the_input_where_that_says_one()
    {
        Should.Throw<RefusedException>(() => PipelineExpander.Expand(Samples.Video, Input, new RunOptions { Tenant = "dogs" })).Message.ShouldBe(
            "a run of pipeline `video` with this input is one of tenant `cats`, and was to be one of `dogs`; leave the tenant out, or change the input");
        PipelineExpander.Expand(Samples.Video, Input, new RunOptions { Tenant = "cats" })[0].Tenant.ShouldBe("cats");
        PipelineExpander.ExpandStep(Samples.Video, Input, new RunOptions { Tenant = "dogs" }).Steps.ShouldAllBe(step => step.Tenant == "dogs");
    }

    [Fact]
    public void The_key_of_a_job_with_an_input_of_its_own_is_made_from_that_input_and_a_step_waits_at_its_limit()
    {
        var deploy = Samples.Kind("deploy") with
        {
            Concurrency = new ConcurrencyLimit("{{ input.environment }}", 1, AtLimit.Drop),
            Rate = new KeyRate("{{ input.environment }}", new Rate(3, TimeSpan.FromMinutes(1))),
            Command = new CommandSpec { Arguments = ["true"], With = """{"environment":"{{ input.channel }}-live","text":"{{ steps.script.outputs.text }}"}""" },
        };
        var pipeline = Samples.Video with { Steps = [Samples.Step("deploy", deploy)] };

        PipelineExpander.Expand(pipeline, Input)[1].Slots.ShouldBe([new SlotKey("deploy:cats-live", 1), new SlotKey("deploy/rate:cats-live", 3, AtLimit.Wait, TimeSpan.FromMinutes(1))]);
    }

    [Theory]
    [InlineData("{{ steps.script.outputs.text }}", "the concurrency key of `narrate` is not known when it is enqueued: the template \"{{ steps.script.outputs.text }}\": there is no value for steps.script.outputs.text")]
    [InlineData("{{ run.id }}", "the concurrency key of `narrate` is not known when it is enqueued: the template \"{{ run.id }}\": there is no value for run.id")]
    public void A_key_that_is_not_known_yet_is_refused(string key, string message)
    {
        var pipeline = Samples.Video with { Steps = [Samples.Step("s", Samples.Kind("narrate") with { Concurrency = new ConcurrencyLimit(key, 1) })] };

        Should.Throw<RefusedException>(() => PipelineExpander.Expand(pipeline, Input)).Message.ShouldBe(message);
    }

    [Fact]
    public void A_key_with_a_line_break_is_refused() =>
        Should.Throw<RefusedException>(() => PipelineExpander.Expand(Samples.Video, """{"topic":"t","channel":"a\nb"}"""))
            .Message.ShouldBe("the tenant \"a�b\" has control characters or invalid Unicode; use printable text");

    [Fact]
    public void A_circle_of_needs_is_refused() =>
        Should.Throw<RefusedException>(() => PipelineExpander.Expand(Samples.Video with
        {
            Steps = [Samples.Step("a", Samples.Kind("a"), "b"), Samples.Step("b", Samples.Kind("b"), "a")],
        }, Input)).Message.ShouldBe("pipeline `video` cannot be run: the needs of `a`, `b` can never be met");
}
