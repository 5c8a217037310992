using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

/// <summary>A small project to ask for jobs of.</summary>
internal static class Samples
{
    public static JobKind Kind(string name, params string[] arguments) =>
        new() { Name = name, Command = new CommandSpec { Arguments = arguments.Length > 0 ? arguments : ["true"] } };

    public static StepDefinition Step(string name, JobKind kind, params string[] needs) => new() { Name = name, Kind = kind, Needs = needs };

    /// <summary>Steps stand in another order than they run.</summary>
    public static PipelineDefinition Video { get; } = new()
    {
        Name = "video",
        Input =
        [
            new InputField { Name = "topic", Required = true, MaxLength = 20 },
            new InputField { Name = "channel", Default = "\"main\"" },
        ],
        TenantTemplate = "{{ input.channel }}",
        Steps =
        [
            Step("publish", Kind("video.publish") with { Queue = "publish", Priority = 7, Exclusive = true, KeepHistory = false }, "narrate", "assets"),
            Step("script", Kind("video.script")),
            Step("narrate", Kind("narrate") with { Concurrency = new ConcurrencyLimit("{{ input.channel }}", 2) }, "script"),
            Step("assets", Kind("video.assets") with { OnWorkerLost = OnWorkerLost.Fail }, "script"),
        ],
    };

    public static ProjectDefinition Project { get; } = new()
    {
        Name = "sample",
        Folder = "/srv/sample",
        Queues = new[] { "default", "render", "publish" }.ToDictionary(name => name, name => new QueueDefinition { Name = name }),
        Kinds = ((IEnumerable<JobKind>)
        [
            Kind("narrate"),
            Kind("deploy") with { Queue = "render", Priority = 8, Concurrency = new ConcurrencyLimit("{{ input.environment }}", 1), Exclusive = true },
            .. Video.Steps.Select(step => step.Kind).Where(kind => kind.Name.StartsWith("video.", StringComparison.Ordinal)),
        ]).ToDictionary(kind => kind.Name),
        Pipelines = new Dictionary<string, PipelineDefinition> { ["video"] = Video },
    };
}
