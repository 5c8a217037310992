using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution;

/// <summary>The kinds of the worker's own project; a step follows the kind that its run stored when it was started.</summary>
internal sealed class KindCatalog : IKindCatalog
{
    private readonly Dictionary<string, JobKind> _kinds;

    /// <summary>Takes the project's kinds; a handler whose kind the project does not have is served with the defaults of handlers.</summary>
    public KindCatalog(IReadOnlyDictionary<string, JobKind> kinds, IEnumerable<string> handlers)
    {
        _kinds = new Dictionary<string, JobKind>(kinds);
        foreach (var name in handlers)
        {
            _kinds.TryAdd(name, new JobKind { Name = name, Retry = RetryPolicy.ForHandlers });
        }

        Served = [.. _kinds.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => new ServedKind(kind.Name, KindJson.Hash(kind)))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<ServedKind> Served { get; }

    /// <inheritdoc/>
    public JobKind? Find(JobRecord job) => Stored(job) ?? _kinds.GetValueOrDefault(job.Kind);

    // What is stored may come from a later version: then the project's own kind is the better guess.
    private static JobKind? Stored(JobRecord job)
    {
        try
        {
            return job is { Definition: { } json, IsContainer: false } ? KindJson.Read(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
