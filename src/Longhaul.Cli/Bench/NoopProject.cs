using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Bench;

/// <summary>The project that is measured: one kind that does nothing.</summary>
internal static class NoopProject
{
    public const string Kind = "noop";

    /// <summary>What most jobs carry; about a hundred bytes.</summary>
    public const string Payload =
        """{"customer":"c-10442","file":"in/2026/11/21/10442.wav","rate":44100,"note":"about a hundred bytes"}""";

    /// <summary>The project in a folder; with or without a history of its jobs.</summary>
    public static ProjectDefinition In(string folder, bool history = false) => new()
    {
        Name = "bench",
        Folder = folder,
        Queues = new Dictionary<string, QueueDefinition> { [QueueDefinition.DefaultName] = new() { Name = QueueDefinition.DefaultName } },
        Kinds = new Dictionary<string, JobKind> { [Kind] = new() { Name = Kind, Retry = RetryPolicy.ForHandlers, KeepHistory = history } },
        Pipelines = new Dictionary<string, PipelineDefinition>(),
    };

    /// <summary>So many wishes for a job, of so many tenants in turn; of nobody where there are none.</summary>
    public static JobRequest[] Requests(int count, int tenants = 0)
    {
        var request = new JobRequest { Name = Kind, Input = Payload };
        return tenants == 0
            ? [.. Enumerable.Repeat(request, count)]
            : [.. Enumerable.Range(0, count).Select(i => request with { Tenant = $"tenant-{i % tenants}" })];
    }
}
