using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Worker.Tests.Execution;

namespace Longhaul.Worker.Tests.Support;

/// <summary>Runs of a pipeline <c>video</c> whose steps are small scripts.</summary>
internal static class StepRuns
{
    /// <summary>Runs whatever is ready until nothing is.</summary>
    public static async Task RunAllAsync(ExecutionRig rig)
    {
        while ((await rig.Store.Queries.ListAsync(new() { State = JobState.Ready }, new(1))).Count > 0)
        {
            await rig.RunAsync(await rig.ClaimAsync());
        }
    }

    public static readonly ProjectDefinition NoProject = new()
    {
        Name = "p", Folder = "/", Kinds = new Dictionary<string, JobKind>(), Pipelines = new Dictionary<string, PipelineDefinition>(), Queues = new Dictionary<string, QueueDefinition>(),
    };

    public static Task EnqueueAsync(ExecutionRig rig, params StepDefinition[] steps) => EnqueueAsync(rig, """{"topic":"the sea"}""", options: null, steps);

    public static async Task EnqueueAsync(ExecutionRig rig, string input, RunOptions? options, params StepDefinition[] steps)
    {
        var fields = new[] { new InputField { Name = "topic" }, new InputField { Name = "from", Type = InputType.Array } };
        var pipeline = new PipelineDefinition { Name = "video", Steps = steps, Input = fields, Encrypted = options?.Keys is not null };
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(pipeline, input, options));
    }

    public static StepDefinition Step(string name, string script, params string[] needs) => new()
    {
        Name = name, Needs = needs,
        Kind = new JobKind { Name = "video." + name, Command = new CommandSpec { Arguments = ["bash", "-c", script, "script"] } },
    };
}
