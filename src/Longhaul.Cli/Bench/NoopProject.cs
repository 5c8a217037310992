using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Bench;

/// <summary>The project that is measured: one kind that does nothing.</summary>
internal static class NoopProject
{
    public const string Kind = "noop";

    /// <summary>What most jobs carry; about a hundred bytes.</summary>
    public const string Payload =
        """{"customer":"c-10442","file":"in/2026/11/21/10442.wav","rate":44100,"note":"about a hundred bytes"}""";

    // One at a time of each customer.
    private static readonly ConcurrencyLimit ByCustomer = new("{{ input.customer }}", 1);

    /// <summary>The project in a folder; with or without a history of its jobs, and keys.</summary>
    public static ProjectDefinition In(string folder, bool history = false, bool keyed = false) => new()
    {
        Name = "bench",
        Folder = folder,
        Queues = new Dictionary<string, QueueDefinition> { [QueueDefinition.DefaultName] = new() { Name = QueueDefinition.DefaultName } },
        Kinds = new Dictionary<string, JobKind> { [Kind] = new() { Name = Kind, Retry = RetryPolicy.ForHandlers, KeepHistory = history, Concurrency = keyed ? ByCustomer : null } },
        Pipelines = new Dictionary<string, PipelineDefinition>(),
    };

    /// <summary>So many wishes for a job.</summary>
    public static JobRequest[] Requests(int count, Spread spread = default)
    {
        var request = new JobRequest { Name = Kind, Input = Payload };
        return [.. Enumerable.Range(0, count).Select(i => request with { Tenant = Tenant(i, spread), Input = Input(i, spread) })];
    }

    private static string? Tenant(int i, Spread spread) => spread.Tenants == 0 ? null : $"tenant-{i % spread.Tenants}";

    private static string Input(int i, Spread spread) =>
        spread.Keys == 0 ? Payload : Payload.Replace("c-10442", $"c-{i % spread.Keys:00000}", StringComparison.Ordinal);
}
