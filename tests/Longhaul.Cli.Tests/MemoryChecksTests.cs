using Longhaul.Cli.Doctor;
using Longhaul.Core.Pipelines;
using Longhaul.Processes;

namespace Longhaul.Cli.Tests;

/// <summary>Whether doctor sees that there is less memory than was asked for; the machine has 1,000 MiB.</summary>
public sealed class MemoryChecksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("longhaul-doctor-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_fits_is_well()
    {
        var findings = Run([("big", 400)], ("LONGHAUL_MAX_MEMORY_MB", "900"), ("MAX_CONCURRENT_JOBS", "2"));
        findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Level.ShouldBe(FindingLevel.Ok), one => one.Message.ShouldBe("1000.0 MiB by machine"));
    }

    [Theory]
    [InlineData("LONGHAUL_MAX_MEMORY_MB")]
    [InlineData("LONGHAUL_MEMORY_LIMIT_MB")]
    [InlineData("LONGHAUL_MEMORY_SOFT_LIMIT_MB")]
    public void A_limit_beyond_what_there_is_is_warned_of(string setting) =>
        Warnings(Run([], (setting, "1001"))).ShouldHaveSingleItem().ShouldStartWith(setting + " is 1001.0 MiB, more than there is");

    [Fact]
    public void A_kind_that_needs_more_than_a_worker_may_use_is_warned_of_and_so_are_places_that_stay_empty()
    {
        Warnings(Run([("huge", 851), ("big", 400)], ("MAX_CONCURRENT_JOBS", "3"))).ShouldBe(
        [
            "huge has `memory:` 851.0 MiB, more than a worker here has for jobs (850.0 MiB): it is never taken here",
            "3 jobs of big at once would take 1.17 GiB of the 850.0 MiB for jobs: some of the places will stay empty",
        ]);
        Warnings(Run([("big", 400)], ("LONGHAUL_MEMORY_LIMIT_MB", "499"))).ShouldHaveSingleItem().ShouldContain("has for jobs (399.0 MiB)");
    }

    private static string[] Warnings(List<Finding> findings) => [.. findings.Where(one => one.Level == FindingLevel.Warning).Select(one => one.Message)];

    private List<Finding> Run((string Name, long Memory)[] kinds, params (string Name, string Value)[] environment)
    {
        Directory.CreateDirectory(Path.Join(_root, "proc"));
        File.WriteAllText(Path.Join(_root, "proc", "meminfo"), $"MemTotal: {1000 * 1024} kB\n");
        var project = new ProjectDefinition
        {
            Name = "p", Folder = _root, Queues = new Dictionary<string, QueueDefinition>(), Pipelines = new Dictionary<string, PipelineDefinition>(),
            Kinds = kinds.ToDictionary(kind => kind.Name, kind => new JobKind { Name = kind.Name, MemoryBytes = kind.Memory * 1024 * 1024 }),
        };
        return [.. MemoryChecks.Run(new SettingReader(environment.ToDictionary(one => one.Name, one => one.Value)), project, MemorySource.Detect(_root))];
    }
}
