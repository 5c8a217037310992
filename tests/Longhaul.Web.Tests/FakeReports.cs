using Longhaul.Core.Workers;

namespace Longhaul.Web.Tests;

internal sealed class FakeReports : IWorkerReports
{
    public static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    public WorkerReport Current { get; set; } = new()
    {
        Status = WorkerStatus.Healthy,
        Label = "w1",
        Instance = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        Version = "1.2.3",
        Timestamp = Now,
        Uptime = TimeSpan.FromSeconds(61.5),
        StoreConnected = true,
        StoreSince = Now - TimeSpan.FromSeconds(17),
        RunningJobs = [3, 8],
        Places = 5,
        Protections = ["guard"],
    };

    public void Become(WorkerStatus status) => Current = Current with { Status = status };
}
