using System.Text.Json.Serialization;
using Longhaul.Core.Workers;

namespace Longhaul.Web.Health;

/// <summary>The JSON of <c>/health</c>.</summary>
internal sealed record HealthBody(
    string Status,
    bool StoreConnected,
    DateTimeOffset StoreSince,
    double UptimeSeconds,
    DateTimeOffset Timestamp,
    int RunningJobs,
    IReadOnlyList<long> RunningJobIds,
    int Places,
    string Version,
    string WorkerId,
    Guid? Instance,
    IReadOnlyList<string> Protections,
    MemoryReport? Memory,
    string? LastError)
{
    public static HealthBody Of(WorkerReport report) => new(
        Name(report.Status),
        report.StoreConnected,
        report.StoreSince,
        Math.Round(report.Uptime.TotalSeconds, 3),
        report.Timestamp,
        report.RunningJobs.Count,
        report.RunningJobs,
        report.Places,
        report.Version,
        report.Label,
        report.Instance == Guid.Empty ? null : report.Instance,
        report.Protections,
        report.Memory,
        report.LastError);

    public static string Name(WorkerStatus status) => status switch
    {
        WorkerStatus.Healthy => "healthy",
        WorkerStatus.Degraded => "degraded",
        WorkerStatus.Draining => "draining",
        _ => "unhealthy",
    };
}

/// <summary>Problem details as RFC 9457 has them.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class HealthJson : JsonSerializerContext;
