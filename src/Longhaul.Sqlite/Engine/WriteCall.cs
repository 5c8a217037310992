using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Engine;

/// <summary>A call on its way through the writer: waiting, begun, or given up before it began.</summary>
internal abstract class WriteCall(CallTraits traits, long askedAt, CancellationToken cancel)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;
    private int _stage;

    public bool Growing => traits.HasFlag(CallTraits.Growing);

    public bool MayLosePower => traits.HasFlag(CallTraits.MayLosePower);

    public bool Wakes => traits.HasFlag(CallTraits.Wakes);

    /// <summary>When the call came, on the writer's monotonic clock.</summary>
    public long AskedAt => askedAt;

    public bool HasBegun => Volatile.Read(ref _stage) == Begun;

    /// <summary>True where the call shall run now; false where nobody waits for it any more.</summary>
    public bool TryBegin()
    {
        if (cancel.IsCancellationRequested)
        {
            Fail(new OperationCanceledException(cancel));
            return false;
        }

        return Interlocked.CompareExchange(ref _stage, Begun, Waiting) == Waiting;
    }

    /// <summary>Answers with an error unless the call has begun.</summary>
    public void GiveUp(Exception error)
    {
        if (Interlocked.CompareExchange(ref _stage, GivenUp, Waiting) == Waiting)
        {
            Fail(error);
        }
    }

    /// <summary>Lets a call whose transaction was rolled back run again.</summary>
    public void BeginAgain() => Interlocked.CompareExchange(ref _stage, Waiting, Begun);

    /// <summary>It was answered, one way or the other.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Does the work and keeps its answer.</summary>
    /// <exception cref="RefusedException">The call is refused; what it changed must be undone.</exception>
    public abstract void Run(Transaction transaction);

    /// <summary>Gives the answer, once it is committed.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception error);
}

/// <summary>A call with an answer.</summary>
internal sealed class WriteCall<T>(Func<Transaction, T> work, CallTraits traits, long askedAt, CancellationToken cancel)
    : WriteCall(traits, askedAt, cancel)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    public override void Run(Transaction transaction) => _result = work(transaction);

    public override void Succeed() => _answer.TrySetResult(_result);

    public override void Fail(Exception error)
    {
        if (error is OperationCanceledException cancelled)
        {
            _answer.TrySetCanceled(cancelled.CancellationToken);
        }
        else
        {
            _answer.TrySetException(error);
        }
    }
}
