using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>Values in which every member differs from every other, so that a store that mixes two of them up is caught.</summary>
public static class Samples
{
    public static NewJob Job(string kind = "work") => new() { Kind = kind };

    public static NewJob Run(string name = "flow") => new() { Kind = name, IsContainer = true };

    public static NewJob Step(string name, params int[] needs) => new()
    {
        Kind = "flow." + name,
        Step = name,
        Parent = JobRef.InCall(0),
        DependsOn = needs.Select(need => new Dependency(JobRef.InCall(need))).ToList(),
    };

    public static WorkerRegistration Worker(Guid instance, string label) => new()
    {
        Instance = instance,
        Label = label,
        Process = new WorkerProcess("host-a", "boot-b", "pid:[3]", 4242, 777_001),
        Version = "0.1.0-test",
        Queues = ["default", "render"],
        Kinds = [new ServedKind("work", "abc"), new ServedKind("other", "def")],
        Places = 7,
    };

    public static AttemptResources Resources { get; } =
        new() { ExitCode = 17, Signal = 9, PeakMemoryBytes = 5_000_000_001, CpuMs = 1_234, WallMs = 5_678 };

    /// <summary>What looks like a Fernet token; another number is another one.</summary>
    public static string Token(int number) => $"gAAAAABm{number:00000000}{new string('A', 84)}";
}
