namespace Longhaul.Sqlite.Engine;

/// <summary>A call that goes by itself and without the group's transaction: migration, checkpoints.</summary>
internal sealed class LoneCall(Action work, long askedAt, CancellationToken cancel) : WriteCall(CallTraits.None, askedAt, cancel)
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    /// <summary>Does the work on the writer's thread and answers.</summary>
    public void RunNow()
    {
        if (!TryBegin())
        {
            return;
        }

        try
        {
            work();
            Succeed();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    public override void Run(Transaction transaction) => throw new InvalidOperationException("it runs without a transaction");

    public override void Succeed() => _answer.TrySetResult();

    public override void Fail(Exception error) => _answer.TrySetException(error);
}
