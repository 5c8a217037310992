namespace Longhaul.Cli.Output;

/// <summary>What became of what was handed in, in words.</summary>
internal static class EnqueueWords
{
    /// <summary>Of one: goes on after the job's name.</summary>
    public static string Of(EnqueueResult result) => result switch
    {
        EnqueueResult.Existed => "is there already",
        EnqueueResult.Dropped => "holds its key, which is at its limit; the new one was dropped",
        EnqueueResult.Replaced => "was waiting and is now what was asked for",
        _ => "is in the queue",
    };

    /// <summary>Of many: how many were not added; null where all were.</summary>
    public static string? Count(IReadOnlyList<Enqueued> enqueued)
    {
        var existed = enqueued.Count(one => one.Result == EnqueueResult.Existed);
        var replaced = enqueued.Count(one => one.Result == EnqueueResult.Replaced);
        var dropped = enqueued.Count(one => one.Result == EnqueueResult.Dropped);
        var parts = new[]
        {
            existed > 0 ? $"{existed} {(existed == 1 ? "was" : "were")} there already" : null,
            replaced > 0 ? $"{replaced} took the place of one that waited" : null,
            dropped > 0 ? $"{dropped} {(dropped == 1 ? "was" : "were")} dropped at the limit of a key" : null,
        };
        return existed + replaced + dropped == 0 ? null : $"of {enqueued.Count} jobs {string.Join(", ", parts.OfType<string>())}";
    }
}
