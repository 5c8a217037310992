namespace Longhaul.Cli.Output;

/// <summary>What became of what was handed in, in words.</summary>
internal static class EnqueueWords
{
    /// <summary>Of one: goes on after the job's name.</summary>
    public static string Of(EnqueueResult result) => result switch
    {
        EnqueueResult.Existed => "is there already",
        EnqueueResult.Replaced => "was waiting and is now what was asked for",
        _ => "is in the queue",
    };

    /// <summary>Of many: how many were not added; null where all were.</summary>
    public static string? Count(IReadOnlyList<Enqueued> enqueued)
    {
        var counts = new[] { (EnqueueResult.Existed, "there already"), (EnqueueResult.Replaced, "waiting and now what was asked for") }
            .Select(one => (Count: enqueued.Count(item => item.Result == one.Item1), Word: one.Item2))
            .Where(one => one.Count > 0).ToList();
        return counts.Count == 0 ? null : $"of {enqueued.Count} jobs {string.Join(", ", counts.Select(one => $"{one.Count} {(one.Count == 1 ? "was" : "were")} {one.Word}"))}";
    }
}
