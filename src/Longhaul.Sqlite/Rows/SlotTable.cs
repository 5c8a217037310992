using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Who holds which slots and who waits for them. Derived from the job each time it is written, so that nothing can leak.</summary>
internal sealed class SlotTable(Transaction transaction) : ISlotRows
{
    private IReadOnlyList<string>? _paused;

    /// <summary>Brings the rows of a job in line with it.</summary>
    public void Keep(JobRecord job)
    {
        if (job.Slots.Count == 0)
        {
            return;
        }

        var waits = job is { State: JobState.Blocked, WaitingFor: 0 };
        if (!job.Admitted && !waits)
        {
            transaction.Sql("Slots/delete").Set("@job_id", job.Id).Run();
            return;
        }

        var set = waits ? KeyLine.SetOf(job) : Waiter.UnknownSet;
        foreach (var slot in job.Slots.GroupBy(slot => slot.Key).Select(slots => slots.MinBy(slot => slot.Limit)).Where(slot => waits || JobLife.Holds(job, slot)))
        {
            transaction.Sql("Slots/upsert")
                .Set("@key", slot.Key).Set("@job_id", job.Id).Set("@held", job.Admitted).Set("@max_held", slot.Limit)
                .Set("@priority", job.Priority).Set("@position", job.Position).Set("@is_rate", slot.IsRate)
                .Set("@tenant", job.Tenant).Set("@tag", job.Tag).Set("@key_set", set).Run();
        }
    }

    /// <summary>A job starts: under its rate keys its start counts from now on, and no more its place.</summary>
    public void Start(JobRecord job)
    {
        foreach (var rate in job.Slots.Where(slot => slot.IsRate).DistinctBy(slot => slot.Key))
        {
            transaction.Sql("Rates/leave").Set("@key", rate.Key).Set("@job_id", job.Id).Run();
            transaction.Sql("Rates/begin").Set("@key", rate.Key).Set("@job_id", job.Id).Set("@attempt", job.Attempt)
                .Set("@until", JobTable.Ms(transaction.Now + rate.Window)).Run();
        }
    }

    /// <summary>Forgets starts under rates that count no more; answers with their keys.</summary>
    public IReadOnlyList<string> Pass() => [.. transaction.Sql("Rates/pass").Set("@now", transaction.NowMs).All(row => row.Text(0)).Distinct()];

    /// <summary>Fewer jobs hold the key, and fewer starts count under it, than this job allows and than each of those does that wait for the key.</summary>
    public bool HasRoom(SlotKey slot) => Held(slot.Key) is var held && held < slot.Limit && !(Limits(slot.Key) is { Least: { } least } && held >= least && !OnlyForPaused(slot.Key, held));

    /// <summary>The keys that somebody waits for who may go.</summary>
    public IReadOnlyList<string> WaitingKeys() => transaction.Sql("Slots/list_waiting_keys").Set("@paused", JobLists.WriteTexts(Paused)).All(row => row.Text(0));

    /// <summary>Jobs that hold what others wait for, and may not begin, since their tenant is paused.</summary>
    public IReadOnlyList<long> HeldByPaused() => Paused.Count == 0
        ? []
        : transaction.Sql("Slots/list_held_by_paused").Set("@paused", JobLists.WriteTexts(Paused)).Set("@limit", KeyLine.GivenUpAtOnce).All(row => row.Long(0));

    public bool IsPaused(string tenant) => Paused.Contains(tenant);

    /// <summary>What is paused has changed.</summary>
    public void ForgetPauses() => _paused = null;

    public IReadOnlyList<string> KeysWaitedFor(string tenant, int limit) =>
        transaction.Sql("Slots/list_keys_of_tenant").Set("@tenant", tenant).Set("@limit", limit).All(row => row.Text(0));

    /// <summary>Offers a place to those that wait for one of the keys, the first first, until none of the keys has room for anybody.</summary>
    public void Offer(IReadOnlyList<string> keys, Func<long, Offered> offer) =>
        new KeyWalk(keys) { List = (some, after) => List(some, after, Paused), Firsts = Firsts, NextOfSet = NextOfSet, HasRoom = HasRoomForSomebody }.Run(offer);

    public IReadOnlyList<long> Heads(IReadOnlyList<string> keys) => transaction.Sql("Slots/list_heads")
        .Set("@keys", JobLists.WriteTexts(keys)).Set("@paused", JobLists.WriteTexts(Paused)).All(row => row.Long(0));

    /// <summary>The tag of a job that goes to the end of its tenant's place in the lines of its keys.</summary>
    public long NextTag(JobRecord job)
    {
        var lines = KeysOf(job).Select(key => Line("turns", key, job.Priority).Set("@tenant", job.Tenant)
            .First(row => (Key: key, Line: new KeyLine(row.Bool(0), row.Long(1), row.LongOrNull(2)), Step: row.Long(3)))).ToList();
        var tag = KeyLine.NextTag(lines.ConvertAll(one => one.Line), job.Tenant, lines[0].Step);
        foreach (var (key, _, _) in lines.Where(one => tag > 0 && one.Line is { HasTags: false, Time: > 0 }))
        {
            Line("reset_time", key, job.Priority).Run();
        }

        return tag;
    }

    /// <summary>A job that has waited with a tag takes its places.</summary>
    public void Took(JobRecord job)
    {
        foreach (var key in KeysOf(job))
        {
            Line("raise_time", key, job.Priority).Set("@tag", job.Tag).Run();
        }
    }

    /// <summary>Forgets what says nothing any more.</summary>
    public void Prune() => transaction.Sql("Slots/prune_times").Run();

    /// <summary>Walks over all that wait for a key, the first first.</summary>
    public IEnumerable<long> InLine(string key)
    {
        for (List<Waiter> chunk = List([key], Waiter.Beginning, []); chunk.Count > 0; chunk = List([key], chunk[^1], []))
        {
            foreach (var waiter in chunk)
            {
                yield return waiter.Id;
            }
        }
    }

    /// <summary>The jobs that hold a key, by id.</summary>
    public IReadOnlyList<long> Holders(string key) => transaction.Sql("Slots/list_holders").Set("@key", key).All(row => row.Long(0));

    private IReadOnlyList<string> Paused => _paused ??= transaction.Sql("Pauses/list_tenants").All(row => row.Text(0));

    private List<Waiter> List(IReadOnlyList<string> keys, Waiter after, IReadOnlyList<string> paused) => transaction.Sql("Slots/list_waiting")
        .Set("@keys", JobLists.WriteTexts(keys)).Set("@paused", JobLists.WriteTexts(paused)).Set("@priority", after.Priority).Set("@tag", after.Tag).Set("@position", after.Position)
        .Set("@limit", KeyWalk.ChunkSize).All(ReadWaiter);

    private List<Waiter> Firsts(KeySets sets) => transaction.Sql("Slots/list_firsts")
        .Set("@keys", JobLists.WriteTexts(sets.Keys)).Set("@now", transaction.NowMs).Set("@full", JobLists.WriteNumbers([.. sets.Full]))
        .Set("@passed", JobLists.WriteNumbers([.. sets.Passed])).Set("@only_with_room", sets.OnlyWithRoom).Set("@limit", sets.Limit)
        .Set("@paused", JobLists.WriteTexts(Paused)).All(ReadWaiter);

    private List<Waiter> NextOfSet(IReadOnlyList<string> keys, Waiter after) => transaction.Sql("Slots/list_next_of_set")
        .Set("@keys", JobLists.WriteTexts(keys)).Set("@key_set", after.KeySet).Set("@paused", JobLists.WriteTexts(Paused))
        .Set("@priority", after.Priority).Set("@tag", after.Tag).Set("@position", after.Position).All(ReadWaiter);

    private Statement Line(string statement, string key, int priority) => transaction.Sql("Slots/" + statement).Set("@key", key).Set("@priority", priority);

    private static IEnumerable<string> KeysOf(JobRecord job) => job.Slots.Select(slot => slot.Key).Distinct();

    private static Waiter ReadWaiter(Row row) => new(row.Long(0), row.Int(1), row.Long(2), row.Long(3), row.Long(4));

    private bool HasRoomForSomebody(string key) => Limits(key) is { Least: { } least, Most: var most } && Held(key) is var held
        && (held < least || (held < most && OnlyForPaused(key, held)));

    // With all that wait of a paused tenant there is much to look through, so that it is only done where several limits are in line, or a new one comes.
    private bool OnlyForPaused(string key, long held) => Paused.Count > 0
        && !(held >= transaction.Sql("Slots/lowest_limit_not_paused").Set("@key", key).First(row => row.LongOrNull(0)));

    private (long? Least, long? Most) Limits(string key) => transaction.Sql("Slots/lowest_limit").Set("@key", key).First(row => (row.LongOrNull(0), row.LongOrNull(1)));

    private long Held(string key) => transaction.Sql("Slots/count_held").Set("@key", key).Set("@now", transaction.NowMs).First(row => row.Long(0));
}
