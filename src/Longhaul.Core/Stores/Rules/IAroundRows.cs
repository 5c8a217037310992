using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Who holds which slots and who waits for them.</summary>
internal interface ISlotRows
{
    /// <summary>
    /// Fewer jobs hold the key, and fewer starts count under it, than this job allows and than each of those does that wait for the key: a job with
    /// a higher limit would pass them for ever.
    /// </summary>
    bool HasRoom(SlotKey slot);

    /// <summary>
    /// Offers a place to those that wait for one of the keys, the first first, until none of the keys has room for anybody. Where another key of one of them
    /// has none, all that wait for the same keys are passed by.
    /// </summary>
    void Offer(IReadOnlyList<string> keys, Func<long, Offered> offer);

    /// <summary>The first of each priority in the lines of these keys, the one that has waited longest (has the lowest position) first.</summary>
    IReadOnlyList<long> Heads(IReadOnlyList<string> keys);

    /// <summary>The tag of a job that goes to the end of its tenant's place in the lines of its keys (see <see cref="KeyLine"/>).</summary>
    long NextTag(JobRecord job);

    /// <summary>A job that has waited with a tag takes its places: the time of its lines is at least that tag.</summary>
    void Took(JobRecord job);

    /// <summary>
    /// Nothing of the tenant begins: it is given no place and passed by in line, lest it keep places that others wait for until somebody lets it go on, or the next day.
    /// </summary>
    bool IsPaused(string tenant);

    /// <summary>Something is paused no more.</summary>
    void ForgetPauses();

    /// <summary>The keys that jobs of a tenant wait for, by name, at most so many.</summary>
    IReadOnlyList<string> KeysWaitedFor(string tenant, int limit);

    /// <summary>Walks over all that wait for a key, the first first.</summary>
    IEnumerable<long> InLine(string key);

    /// <summary>The jobs that hold a key, by id.</summary>
    IReadOnlyList<long> Holders(string key);
}

/// <summary>What became of the offer of a place.</summary>
internal enum Offered
{
    /// <summary>It was taken.</summary>
    Taken,

    /// <summary>Another key of the job has no room, and so it is with all that wait for the same keys.</summary>
    Full,

    /// <summary>It is not for this job; the others are asked as ever.</summary>
    Passed,
}

/// <summary>Unique keys: who holds one, and for how long.</summary>
internal interface IKeyRows
{
    /// <summary>The job that holds one of the keys now, other than the given one; null where all are free.</summary>
    long? Holder(IEnumerable<UniqueKey> keys, long except = 0);

    void Take(long jobId, IEnumerable<UniqueKey> keys);
}

/// <summary>Attempts that are over.</summary>
internal interface IAttemptRows
{
    /// <summary>Keeps the end of a running job's attempt.</summary>
    void Add(JobRecord job, string outcome, JobError? error, AttemptResources? used);
}

/// <summary>Who did what.</summary>
internal interface IAuditRows
{
    void Add(string actor, string action, string subject, string? detail = null);
}

/// <summary>What is paused.</summary>
internal interface IPauseRows
{
    /// <summary>False where it is paused for that cause already.</summary>
    bool Add(PauseRecord pause);

    /// <summary>False where it is not paused for that cause.</summary>
    bool Remove(PauseTarget target, PauseCause cause);

    PauseRecord? Find(PauseTarget target, PauseCause cause);
}

/// <summary>Schedules. What was found may be put back: nobody else changes it meanwhile.</summary>
internal interface IScheduleRows
{
    ScheduleRecord? Find(ScheduleRef schedule);

    /// <summary>All of a project, whose set nobody else changes meanwhile.</summary>
    IReadOnlyList<ScheduleRecord> OfProject(string project);

    /// <summary>Adds or changes one.</summary>
    void Put(ScheduleRecord schedule);

    void Remove(ScheduleRef schedule);
}

/// <summary>Queues with limits, and what their claims left behind to be counted.</summary>
internal interface ILimitRows
{
    /// <summary>All of them.</summary>
    IReadOnlyList<LimitRecord> All();

    /// <summary>All of them, which nobody else changes or claims by meanwhile.</summary>
    IReadOnlyList<LimitRecord> LockAll();

    /// <summary>Adds or changes one.</summary>
    void Put(LimitRecord record);

    void Remove(string queue);

    /// <summary>Begins to count the jobs of a queue that run, with those that run now; or ends it.</summary>
    void CountRunning(string queue, bool on);

    /// <summary>Forgets the claims of a queue up to an instant; null for all.</summary>
    void ForgetStarts(string queue, DateTimeOffset? through);
}

/// <summary>The limits of a queue and whose they are.</summary>
/// <param name="Limit">The limits.</param>
/// <param name="Project">The project that declared them; empty where a person set them.</param>
internal sealed record LimitRecord(QueueLimit Limit, string Project);
