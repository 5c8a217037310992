using System.Runtime.CompilerServices;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// Very many new jobs that stand for themselves. A batch takes the server much longer than the caller, and a server has more than one processor: so
/// some batches are on their way at once, each on a connection of its own. Their ids are reserved together before, and each commits after the
/// one in front of it: others see them in order, and after one that fails none is added.
/// </summary>
/// <param name="runner">Runs statements.</param>
/// <param name="add">Adds one batch in any case.</param>
/// <param name="wake">Tells sleepers that something was added.</param>
internal sealed class LongIntake(Runner runner, Func<IReadOnlyList<NewJob>, Task<IReadOnlyList<Enqueued>>> add, Func<Task> wake)
{
    /// <summary>
    /// How many batches are on their way at once. Three: 47 to 55 thousand jobs a second, against 41 to 48 by two and 42 by one, where the caller shares
    /// the server's two processors.
    /// </summary>
    private const int Lanes = 3;

    public static bool MayTry(IReadOnlyList<IReadOnlyList<NewJob>> batches) => batches.Count > 1 && batches.All(PlainIntake.MayTry) && !batches.Any(Portions.IsHeavy);

    public async IAsyncEnumerable<IReadOnlyList<Enqueued>> AddAsync(
        IReadOnlyList<IReadOnlyList<NewJob>> batches, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = await ReserveAsync(batches.Sum(batch => batch.Count), cancel).ConfigureAwait(false);
        var underWay = new Queue<Task<IReadOnlyList<Enqueued>>>();
        try
        {
            var (front, told, reserved) = (Task.CompletedTask, Task.CompletedTask, 0);
            foreach (var batch in batches)
            {
                if (underWay.Count == Lanes)
                {
                    yield return await underWay.Dequeue().ConfigureAwait(false);
                }

                var stored = await StartAsync(batch, ids.GetRange(reserved, batch.Count), front, cancel).ConfigureAwait(false);
                var telling = TellAsync(batch, stored, told);
                underWay.Enqueue(telling);
                (front, told, reserved) = (stored, telling, reserved + batch.Count);
            }

            while (underWay.Count > 0)
            {
                yield return await underWay.Dequeue().ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(underWay.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<List<long>> ReserveAsync(int count, CancellationToken cancel) =>
        runner.QueryAsync("Meta/next_numbers", sql => sql.Set("@count", count), row => row.Long(0), cancel);

    /// <summary>Lets a batch go, and comes back when it has a connection: were there none left for it, those behind it would wait for it with theirs.</summary>
    private async Task<Task<List<long[]?>>> StartAsync(IReadOnlyList<NewJob> batch, List<long> ids, Task front, CancellationToken cancel)
    {
        var boarded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stored = runner.QueryAfterAsync(
            "Intake/insert_plain", sql => PlainIntake.Set(sql, batch, ids), row => row.IsNull(0) ? null : row.Numbers(0), () => boarded.TrySetResult(), front, cancel);
        await Task.WhenAny(boarded.Task, stored).ConfigureAwait(false);
        return stored;
    }

    // Nothing was added where a lane has become fair meanwhile: then it goes the other way, behind those in front.
    private async Task<IReadOnlyList<Enqueued>> TellAsync(IReadOnlyList<NewJob> batch, Task<List<long[]?>> stored, Task told)
    {
        var ids = (await stored.ConfigureAwait(false)).Single();
        if (ids is null)
        {
            await told.ConfigureAwait(false);
            return await add(batch).ConfigureAwait(false);
        }

        await wake().ConfigureAwait(false);
        return Array.ConvertAll(ids, id => new Enqueued(id, false));
    }
}
