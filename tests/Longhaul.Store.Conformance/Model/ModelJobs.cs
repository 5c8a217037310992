using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Store.Conformance.Model;

/// <summary>Generated enqueue calls and outcomes.</summary>
internal sealed class ModelJobs
{
    public IReadOnlyList<NewJob> Make(Step step, List<long> existing, DateTimeOffset now) => (step.A % 5) switch
    {
        0 => Run(step),
        1 => [Single(step, now) with { DependsOn = Dependencies(step, existing) }],
        2 => [Single(step, now), Single(step with { B = step.B + 1 }, now) with { DependsOn = [new(JobRef.InCall(0), step.C % 2 == 0)] }],
        3 when existing.Count > 0 && step.C % 4 == 0 => [Waiting(Single(step, now)) with { Parent = JobRef.To(existing[step.B % existing.Count]) }],
        4 when step.C % 5 == 0 => [.. Run(step), Single(step, now), Single(step with { B = step.B + 2 }, now)],
        _ => [Single(step, now)],
    };

    public static Outcome Outcome(Step step)
    {
        var spawn = step.C % 8 == 0 ? (IReadOnlyList<NewJob>)[new NewJob { Kind = "spawned", Priority = step.B % 10, Slots = step.A % 3 == 0 ? [new SlotKey("k1", 1, AtLimit.Drop)] : [] }] : [];
        var outcome = (step.B % 10) switch
        {
            0 => Core.Jobs.Outcome.Failed("exit_code", "exit code " + step.A),
            1 => Core.Jobs.Outcome.Retry("x", "try " + step.A, TimeSpan.FromSeconds(step.C % 20)),
            2 => Core.Jobs.Outcome.Snoozed(TimeSpan.FromSeconds(step.C % 12)),
            3 => Core.Jobs.Outcome.Released,
            4 => Core.Jobs.Outcome.Cancelled("stopped"),
            5 => new Outcome { Kind = OutcomeKind.Skipped },
            6 when step.C % 3 == 0 => Core.Jobs.Outcome.AwaitingReview(Review(step)),
            6 when step.C % 3 == 1 => Expanded(step),
            _ => Core.Jobs.Outcome.Completed($$"""{"n":{{step.A}}}""") with { Artifacts = step.A % 2 == 0 ? Manifest(step.A) : null },
        };
        return outcome with { Spawn = outcome.Kind == OutcomeKind.Expanded ? outcome.Spawn : spawn, Resources = step.A % 3 == 0 ? new AttemptResources { ExitCode = step.B, CpuMs = step.C } : null, Audit = step.A % 9 == 0 ? [new AuditNote("DID_" + (step.C % 3), "n" + step.B)] : [] };
    }

    private static string Manifest(int size) => new ArtifactManifest([new ArtifactFile("a", size, new string('0', 64), ContentTypes.Unknown), new ArtifactFile("b", 1, "", "")]).ToJson();

    private static ReviewRequest Review(Step step) => new()
    {
        Title = "t" + step.A,
        OnReject = step.A % 3 == 0 ? null : step.A % 3 == 1 ? "a" : "b",
        Approvers = 1 + (step.A % 2),
        Expires = step.A % 4 == 0 ? TimeSpan.FromSeconds(step.B) : null,
        OnExpiry = (OnExpiry)(step.A / 4 % 2),
        Escalate = step.A % 5 == 0 ? TimeSpan.FromSeconds(step.C % 20) : null,
    };

    private static Outcome Expanded(Step step) => Core.Jobs.Outcome.Expanded([.. Enumerable.Range(0, step.A % 4).Select(i => new NewJob
    {
        Kind = "item", Step = i == 1 && step.A % 3 == 0 ? "x.more" : "x." + i, MayFail = step.A % 7 == 0, DependsOn = i == 2 ? [new Dependency(JobRef.InCall(0))] : [],
        Slots = step.A % 5 == 0 ? [new SlotKey("k1", 1)] : [],
    })]) with { Input = step.A % 2 == 0 ? """{"own":1}""" : null };

    private static List<Dependency> Dependencies(Step step, List<long> existing) =>
        existing.Count == 0 ? [] : Enumerable.Range(0, 1 + (step.C % 2))
            .Select(i => new Dependency(JobRef.To(existing[(step.B + (i * 3)) % existing.Count]), (step.B + i) % 4 == 0)).ToList();

    private static NewJob Waiting(NewJob job) => job with { Slots = [.. job.Slots.Select(slot => slot with { AtLimit = AtLimit.Wait })] };

    private static NewJob Single(Step step, DateTimeOffset now) => new()
    {
        Kind = step.B % 3 == 0 ? "other" : "work",
        Queue = (step.B % 5) switch { 0 => "render", 1 => "z", _ => "default" },
        Priority = step.C % 10,
        Tenant = step.B % 2 == 0 ? "" : "t" + (step.B % 3),
        Input = $$"""{"i":{{step.B}}}""",
        Delay = step.C % 7 == 0 ? TimeSpan.FromSeconds(step.B % 9) : null,
        At = step.C % 11 == 0 ? now.AddSeconds((step.B % 20) - 5) : null,
        Slots = Slots(step),
        UniqueKeys = Keys(step),
        Exclusive = step.B % 11 == 0,
        OnWorkerLost = step.B % 13 == 0 ? OnWorkerLost.Fail : OnWorkerLost.Retry,
        KeepHistory = step.C % 9 != 0,
    };

    // Three keys, so that most are held; now and then an idempotency key beside one that replaces.
    private static UniqueKey[] Keys(Step step)
    {
        var key = new UniqueKey(
            "u" + (step.B % 3), (UniqueScope)(step.B % 3), TimeSpan.FromSeconds(step.C), (UniqueConflict)(step.C / 6 % 3));
        return (step.C % 6, step.A % 4) switch
        {
            (0 or 1, 0) => [new UniqueKey("i" + (step.B % 5), UniqueScope.Period, TimeSpan.FromSeconds(step.A)), key],
            (0 or 1, _) => [key],
            _ => [],
        };
    }

    private static IReadOnlyList<SlotKey> Slots(Step step) => (step.C % 8) switch
    {
        1 => [new SlotKey("k" + (step.B % 2), 1 + (step.B / 2 % 3), (AtLimit)(step.A / 5 % 4))],
        2 => [new SlotKey("k0", 2), new SlotKey("k1", 1, (AtLimit)(step.A / 5 % 4))],
        3 when step.A % 2 == 0 => [new SlotKey("k0", 2, (AtLimit)(step.A / 10 % 4))],
        3 or 4 => [Rate(step)],
        5 when step.A % 2 == 0 => [new SlotKey("k1", 1), Rate(step)],
        _ => [],
    };

    private static SlotKey Rate(Step step) => SlotKey.ForRate("r" + (step.B % 2), new Rate(1 + (step.B % 2), TimeSpan.FromSeconds(2 + (step.A % 9))));

    private static NewJob[] Run(Step step)
    {
        NewJob Member(string name, params int[] needs) => new()
        {
            Kind = "flow." + name, Step = name, Parent = JobRef.InCall(0), Priority = step.B % 10, MayFail = step.A % 4 == 0 && name == "a",
            DependsOn = needs.Select(need => new Dependency(JobRef.InCall(need), (step.C + need) % 6 == 0)).ToList(),
            Slots = name == "b" ? [.. Slots(step).Select(slot => slot with { AtLimit = AtLimit.Wait })] : [],
        };

        var run = new NewJob
        {
            Kind = "flow", IsContainer = true, Definition = "{}",
            UniqueKeys = step.C % 5 == 0 ? [UniqueKey.WhileUnfinished("run")] : [],
        };
        NewJob[] flat = [run, Member("a"), Member("b", 1), Member("c", 1), Member("d", 2, 3)];
        return step.B % 4 != 0 ? flat :
            [.. flat, new NewJob { Kind = "inner", IsContainer = true, Parent = JobRef.InCall(0) }, Member("e") with { Parent = JobRef.InCall(5) }, Member("f", 5)];
    }
}
