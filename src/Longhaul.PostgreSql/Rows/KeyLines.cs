using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Who waits for keys, in their order, as the server knows it. Jobs of paused tenants are passed by.</summary>
/// <param name="transaction">The call's transaction.</param>
/// <param name="jobs">Is told of the jobs that are listed, so that they can be fetched together.</param>
internal sealed class KeyLines(Transaction transaction, JobTable jobs)
{
    /// <summary>The next of those that wait for one of the keys, after a place in line.</summary>
    public List<Waiter> After(IReadOnlyList<string> keys, Waiter after, IReadOnlyList<string> paused) => Fetch(Of("list_waiting", keys, paused)
        .Set("@priority", after.Priority).Set("@tag", after.Tag).Set("@position", after.Position).Set("@limit", KeyWalk.ChunkSize));

    /// <summary>The first of each set of keys.</summary>
    public List<Waiter> Firsts(KeySets sets, IReadOnlyList<string> paused) => Fetch(Of("list_firsts", sets.Keys, paused)
        .Set("@now", transaction.Now).Set("@full", sets.Full).Set("@passed", sets.Passed).Set("@only_with_room", sets.OnlyWithRoom).Set("@limit", sets.Limit));

    /// <summary>The next with the same set of keys after a job, where there is one.</summary>
    public List<Waiter> NextOfSet(IReadOnlyList<string> keys, Waiter after, IReadOnlyList<string> paused) => Fetch(Of("list_next_of_set", keys, paused)
        .Set("@key_set", after.KeySet).Set("@priority", after.Priority).Set("@tag", after.Tag).Set("@position", after.Position));

    /// <summary>The first of each line.</summary>
    public ILookup<string, Waiter> Beginnings(IReadOnlyList<string> keys, IReadOnlyList<string> paused) => Of("list_next", keys, paused)
        .Set("@limit", KeyWalk.KnownLength).All(row => (Key: row.Text(0), Next: Read(row, 1))).ToLookup(one => one.Key, one => one.Next);

    /// <summary>The first of each priority in the lines, the one that has waited longest first.</summary>
    public IReadOnlyList<long> Heads(IReadOnlyList<string> keys, IReadOnlyList<string> paused) => Of("list_heads", keys, paused).All(row => row.Long(0));

    private Statement Of(string statement, IReadOnlyList<string> keys, IReadOnlyList<string> paused) =>
        transaction.Sql("Slots/" + statement).Set("@keys", keys).Set("@paused", paused);

    private List<Waiter> Fetch(Statement list)
    {
        var waiters = list.All(row => Read(row, 0));
        jobs.Expect(waiters.Select(waiter => waiter.Id));
        return waiters;
    }

    private static Waiter Read(Row row, int at) => new(row.Long(at), row.Short(at + 1), row.Long(at + 2), row.Long(at + 3), row.Long(at + 4));
}
