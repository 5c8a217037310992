using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Changes;

/// <summary>Which queue and priority goes before all others, so that none starves.</summary>
internal static class OldestLane
{
    /// <summary>The one whose first job has waited longest; null where the request does not ask for it, or nothing waits.</summary>
    public static (string Queue, int Priority)? Find(Session session, ClaimRequest request, string? kinds) => request.Lanes
        .Where(lane => lane.OldestFirst && lane is { Places: > 0 } or { Prefetch: > 0 })
        .SelectMany(lane => Heads(session, request, kinds, lane.Queue))
        .OrderBy(head => head.Position)
        .Select(head => ((string, int)?)(head.Queue, head.Priority))
        .FirstOrDefault();

    private static List<(string Queue, int Priority, long Position)> Heads(Session session, ClaimRequest request, string? kinds, string queue) =>
        session.Transaction.Sql("Claims/list_heads")
            .Set("@queue", queue).Set("@kinds", kinds).Set("@allow_crashed", request.AllowCrashed)
            .All(row => (queue, row.Int(0), row.Long(1)));
}
