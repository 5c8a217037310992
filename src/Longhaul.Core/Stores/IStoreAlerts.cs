using Longhaul.Core.Alerts;

namespace Longhaul.Core.Stores;

/// <summary>
/// Who is to be told of what. A call that makes something happen which an alert wants to hear of notes it in the same transaction; a worker takes
/// what was noted, put together in messages, sends them, and says how that went. No store knows an address.
/// </summary>
public interface IStoreAlerts
{
    /// <summary>
    /// Says that there are alerts, and what they want from now on. Those that nobody has declared for a day are forgotten by
    /// <see cref="PruneAsync"/>: a worker whose variables are not set takes nobody else's away.
    /// </summary>
    /// <exception cref="RefusedException">More than <see cref="IJobStore.MaxBatch"/>, or a key that is none.</exception>
    Task DeclareAsync(IReadOnlyList<DeclaredAlert> alerts, CancellationToken cancel = default);

    /// <summary>Notes something that only a worker knows of, for each alert that wants it.</summary>
    Task AddAsync(Notice notice, CancellationToken cancel = default);

    /// <summary>
    /// Puts what was noted for an alert together, by event and subject, and hands out the messages that are due, the longest due first. The first of
    /// its sort is due at once; what happens within the window after it waits for the end of the window and is one message. A message that was
    /// handed out and of which nothing is heard within the lease is handed out again. Nothing where another call does the same at the moment. At most
    /// <see cref="IJobStore.MaxBatch"/> things are put together at once, the first that were noted; where there may be more, the answer says so.
    /// </summary>
    /// <exception cref="RefusedException">A limit or a time that is none.</exception>
    Task<AlertsTaken> TakeAsync(AlertTake take, CancellationToken cancel = default);

    /// <summary>Says how sending went; each changes nothing, and answers false, where the message was handed out again since.</summary>
    /// <exception cref="RefusedException">More than <see cref="IJobStore.MaxBatch"/>.</exception>
    Task<IReadOnlyList<bool>> SettleAsync(IReadOnlyList<AlertResult> results, CancellationToken cancel = default);

    /// <summary>The alerts that are declared, by key.</summary>
    Task<IReadOnlyList<AlertRecord>> ListAsync(CancellationToken cancel = default);

    /// <summary>Messages, the newest first.</summary>
    /// <param name="limit">The most, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<AlertMessage>> ListMessagesAsync(int limit, CancellationToken cancel = default);

    /// <summary>
    /// Forgets messages that were sent or given up before now − <paramref name="keep"/>, alerts that nobody has declared for a day, and all that is
    /// noted for alerts that are not there.
    /// </summary>
    /// <returns>How many messages and notices it removed, at most <paramref name="limit"/> of each.</returns>
    Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel = default);
}

/// <summary>An alert as the store knows it.</summary>
/// <param name="Key">Its key, 1 to 64 characters.</param>
/// <param name="When">Of what it wants to hear.</param>
/// <param name="Target">What may be shown of it, such as <c>discord https://discord.com</c>.</param>
public sealed record DeclaredAlert(string Key, AlertEvents When, string Target)
{
    /// <summary>After so long without a declaration an alert is forgotten.</summary>
    public static TimeSpan Forgotten { get; } = TimeSpan.FromDays(1);

    /// <summary>As the store knows it.</summary>
    public static DeclaredAlert Of(AlertDefinition alert) => new(alert.Key, alert.When, alert.ToString());
}

/// <summary>An alert that is declared.</summary>
/// <param name="Alert">What it is.</param>
/// <param name="DeclaredAt">When it was last declared.</param>
public sealed record AlertRecord(DeclaredAlert Alert, DateTimeOffset DeclaredAt);

/// <summary>Something that happened.</summary>
/// <param name="Event">What; one alone.</param>
/// <param name="Subject">What it is about: the kind of a job, the pipeline of a run, the tenant of a budget; empty for workers. Like ones become one message.</param>
/// <param name="Text">What there is to say, at most <see cref="MaxText"/> characters.</param>
public sealed record Notice(AlertEvents Event, string Subject, string Text)
{
    /// <summary>The most characters (of Unicode) of a text.</summary>
    public const int MaxText = 500;

    /// <summary>The job; null where it is about none.</summary>
    public long? JobId { get; init; }

    /// <summary>The job's tenant, which may be empty.</summary>
    public string? Tenant { get; init; }

    /// <summary>The job's queue.</summary>
    public string? Queue { get; init; }

    /// <summary>The number of the job's last attempt.</summary>
    public int? Attempt { get; init; }
}

/// <summary>Where a message is.</summary>
public enum AlertState
{
    /// <summary>It waits to be sent, or to be tried again.</summary>
    Pending = 0,

    /// <summary>A worker sends it.</summary>
    Taken = 1,

    /// <summary>It was accepted.</summary>
    Sent = 2,

    /// <summary>It was refused, or nobody accepted it for too long.</summary>
    GivenUp = 3,
}

/// <summary>One or several like things that happened, to be told at once.</summary>
public sealed record AlertMessage
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The key of the alert.</summary>
    public required string Alert { get; init; }

    /// <summary>The first of the things that happened.</summary>
    public required Notice First { get; init; }

    /// <summary>The last job that it is about; null where it is about none.</summary>
    public long? LastJobId { get; init; }

    /// <summary>How many things happened.</summary>
    public required int Count { get; init; }

    /// <summary>When the first of them happened.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last of them happened.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When it was first to be sent.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When it is to be sent; while it is taken, until when the worker has time.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was handed out.</summary>
    public int Tries { get; init; }

    /// <summary>Where it is.</summary>
    public AlertState State { get; init; }

    /// <summary>Why the last try failed, without any address.</summary>
    public string? Error { get; init; }

    /// <summary>When it was sent or given up.</summary>
    public DateTimeOffset? SettledAt { get; init; }
}

/// <summary>What a worker asks for.</summary>
/// <param name="Alert">The key of the alert.</param>
/// <param name="Window">How long after a message like things are put together, zero or more.</param>
/// <param name="Lease">How long the worker has to say what became of a message, more than zero.</param>
/// <param name="Limit">The most messages, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
public sealed record AlertTake(string Alert, TimeSpan Window, TimeSpan Lease, int Limit);

/// <summary>What a worker gets.</summary>
/// <param name="Messages">The messages that are due.</param>
/// <param name="More">More may have been noted than was put together: it is to be asked for again at once, since something that is due may stand behind it.</param>
public sealed record AlertsTaken(IReadOnlyList<AlertMessage> Messages, bool More);

/// <summary>How sending a message went.</summary>
/// <param name="Id">The message.</param>
/// <param name="Try">Which try it was: <see cref="AlertMessage.Tries"/> as it was handed out.</param>
/// <param name="State">Sent, given up, or pending: to be tried again.</param>
public sealed record AlertResult(long Id, int Try, AlertState State)
{
    /// <summary>After how long it is to be tried again.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Why it was not sent, without any address.</summary>
    public string? Error { get; init; }
}
