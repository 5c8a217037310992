using System.Buffers;
using System.Text;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>What an enqueue call must look like before any store looks at its contents; the same for every store.</summary>
public static class NewJobRules
{
    /// <summary>How many characters the input or the definition of a job may have: four times what people may hand in, for what encryption adds.</summary>
    public const int MostCharacters = 40 << 20;

    /// <summary>The longest delay or period, either way: a hundred years.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    private static readonly DateTimeOffset Latest = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    // Control characters, halves of surrogate pairs, and what such a half becomes where it is replaced.
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code), '\uFFFD']);

    /// <summary>Refuses a call that could never be accepted.</summary>
    /// <exception cref="RefusedException">Says which item and value.</exception>
    public static void Check(IReadOnlyList<NewJob> jobs)
    {
        if (jobs.Count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"{jobs.Count} jobs in one call; at most {IJobStore.MaxBatch} are taken, so send them in parts");
        }

        var parents = jobs.Where(job => job.Parent?.Index is not null).Select(job => job.Parent!.Value.Index!.Value).ToHashSet();
        for (var i = 0; i < jobs.Count; i++)
        {
            CheckValues(jobs[i], i);
            CheckReferences(jobs, i);
            CheckContainer(jobs[i], i, parents.Contains(i));
        }
    }

    /// <summary>Refuses slots that no job could have.</summary>
    /// <exception cref="RefusedException">Says which.</exception>
    internal static void CheckSlots(IEnumerable<SlotKey> slots) => CheckSlots(new NewJob { Kind = "", Slots = [.. slots] }, 0);

    private static void CheckSlots(NewJob job, int i)
    {
        foreach (var slot in job.Slots)
        {
            Require(slot.Key.Length is >= 1 and <= 200, i, $"a slot key has {slot.Key.Length} characters; 1 to 200 are allowed");
            RequireText(slot.Key, i, "a slot key");
            Require(slot.Limit >= 1, i, $"the limit of slot '{slot.Key}' is {slot.Limit}; 1 or more is allowed");
            CheckRate(job, slot, i);
        }
    }

    private static void CheckValues(NewJob job, int i)
    {
        Require(job.Kind.Length is >= 1 and <= 200, i, $"its kind has {job.Kind.Length} characters; 1 to 200 are allowed");
        Require(job.Queue.Length is >= 1 and <= 100, i, $"its queue has {job.Queue.Length} characters; 1 to 100 are allowed");
        Require(job.Priority is >= 0 and <= 9, i, $"its priority is {job.Priority}; 0 to 9 are allowed");
        Require(job.Tenant.Length <= 200, i, $"its tenant has {job.Tenant.Length} characters; at most 200 are allowed");
        RequireText(job.Kind, i, "its kind");
        RequireText(job.Queue, i, "its queue");
        RequireText(job.Tenant, i, "its tenant");
        CheckSize(job, i);
        CheckTimes(job, i);
        CheckSlots(job, i);
        foreach (var key in job.UniqueKeys)
        {
            Require(key.Key.Length is >= 1 and <= 300, i, $"a unique key has {key.Key.Length} characters; 1 to 300 are allowed");
            RequireText(key.Key, i, "a unique key");
            Require(
                key.Scope != UniqueScope.Period || (key.Period >= TimeSpan.Zero && key.Period <= Longest), i,
                $"the period of its unique key '{key.Key}' is {key.Period}; 0 to {Longest.Days} days are allowed");
        }

        Require(!job.MayFail || job.Parent is not null, i, "only a member of a run may fail without failing its run");
        CheckReplacing(job, i);
        CheckAtLimit(job, i);
    }

    private static void CheckSize(NewJob job, int i)
    {
        Require(job.Input.Length <= MostCharacters, i, $"its input has {job.Input.Length} characters; at most {MostCharacters} are allowed; hand in a path or an address instead");
        Require(!(job.Definition?.Length > MostCharacters), i, $"its definition has {job.Definition?.Length} characters; at most {MostCharacters} are allowed");
    }

    // A time that no calendar has would be an error of the store's, and fail whatever goes with it.
    private static void CheckTimes(NewJob job, int i)
    {
        Require(!(job.Delay < -Longest || job.Delay > Longest), i, $"its delay is {job.Delay}; at most {Longest.Days} days are allowed");
        Require(!(job.At > Latest), i, $"it is due at {job.At:u}; a job is due by the year 9999");
    }

    private static void CheckReplacing(NewJob job, int i)
    {
        var replacing = job.UniqueKeys.Count(key => key.OnConflict != UniqueConflict.Skip);
        Require(replacing <= 1, i, $"{replacing} of its unique keys would replace another job; at most one may");
        Require(replacing == 0 || job is { Parent: null, IsContainer: false }, i, "a run or a member of one can replace no other job; let its unique key skip it");
    }

    private static void CheckRate(NewJob job, SlotKey slot, int i)
    {
        Require(
            slot.Window == default || new Rate(slot.Limit, slot.Window).IsInRange, i,
            $"the rate of slot '{slot.Key}' is {slot.Limit} within {slot.Window}; 1 to {Rate.MostStarts} within 100 ms to 31 days, in whole milliseconds, are allowed");
        Require(!slot.IsRate || slot.AtLimit == AtLimit.Wait, i, $"slot '{slot.Key}' is a rate, which can only be waited for");
        Require(
            job.Slots.All(other => other.Key != slot.Key || other.IsRate == slot.IsRate), i, $"slot '{slot.Key}' is a rate and a limit at once; name two keys");
    }

    private static void CheckAtLimit(NewJob job, int i)
    {
        Require(job.Parent is null || job.Slots.All(slot => slot.AtLimit == AtLimit.Wait), i, "a member of a run can only wait at the limit of a key");
        var key = job.UniqueKeys.FirstOrDefault(key => key is not { Scope: UniqueScope.Period, OnConflict: UniqueConflict.Skip }).Key;
        Require(
            key is null || job.Slots.All(slot => slot.AtLimit != AtLimit.Replace), i,
            $"it has the unique key '{key}' and would replace the job that waits at the limit of its slot key; leave out one of them");
    }

    private static void CheckReferences(IReadOnlyList<NewJob> jobs, int i)
    {
        if (jobs[i].Parent?.Index is { } parent)
        {
            Require(parent >= 0 && parent < i, i, $"its parent is item {parent}; only an earlier item can be one");
            Require(jobs[parent].IsContainer, i, $"its parent, item {parent}, is not a container");
        }

        foreach (var index in jobs[i].DependsOn.Select(dependency => dependency.Job.Index).OfType<int>())
        {
            Require(index >= 0 && index < i, i, $"it depends on item {index}; only earlier items are allowed");
        }
    }

    private static void CheckContainer(NewJob job, int i, bool hasChild)
    {
        if (job.IsContainer)
        {
            Require(hasChild, i, "it is a container without a child in the same call");
            Require(job.DependsOn.Count == 0 && job.Slots.Count == 0, i, "a container can have neither dependencies nor slots");
            Require(job.At is null && job.Delay is null, i, "a container cannot be delayed; delay its children");
        }
    }

    // A store that cannot keep such a character would keep another one, and two keys would become one.
    private static void RequireText(string text, int i, string what)
    {
        if (text.AsSpan().IndexOfAny(Suspect) >= 0)
        {
            Require(!text.Any(char.IsControl), i, $"{what} has a control character in it, such as NUL or the end of a line; use printable text");
            Require(text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar), i, $"{what} has half a character in it; use printable text");
        }
    }

    private static void Require(bool condition, int index, string problem)
    {
        if (!condition)
        {
            throw new RefusedException($"job {index + 1} of the call is refused: {problem}");
        }
    }
}
