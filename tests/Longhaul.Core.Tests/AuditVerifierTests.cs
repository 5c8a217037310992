using Longhaul.Core.Stores;

namespace Longhaul.Core.Tests;

/// <summary>Walks over an audit log that changes meanwhile.</summary>
public sealed class AuditVerifierTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_retention_removes_during_a_walk_is_no_break(int removals)
    {
        var log = new Log(12);
        var noted = log.HashOf(2);
        log.After = reading => reading <= removals ? 4 * reading : 0;

        var verdict = await AuditVerifier.VerifyAsync(log, noted);

        verdict.Problem.ShouldBeNull();
        verdict.Head.Id.ShouldBe(12 + removals);
    }

    [Fact]
    public async Task What_is_missing_otherwise_is_told_though_retention_removed_something_meanwhile()
    {
        var log = new Log(12);
        log.Lose(9);
        log.After = reading => reading == 1 ? 4 : 0;

        (await AuditVerifier.VerifyAsync(log)).Problem.ShouldBe("entry 9 is missing: entry 10 does not follow entry 8");
    }

    /// <summary>Gives two entries at a time; after a reading retention may remove the beginning.</summary>
    private sealed class Log : IAuditLog
    {
        private readonly List<AuditRecord> _entries = [];
        private AuditLink _removed = new(0, AuditChain.Beginning);
        private int _readings;

        public Log(int entries)
        {
            for (var i = 0; i < entries; i++)
            {
                Add(new AuditEntry("ann", "WORKER_STARTED", "worker w1"));
            }
        }

        /// <summary>Up to which entry retention removes all after a reading; 0 for nothing.</summary>
        public Func<int, long> After { get; set; } = _ => 0;

        public string HashOf(long id) => _entries.Single(entry => entry.Id == id).Hash;

        public void Lose(long id) => _entries.RemoveAll(entry => entry.Id == id);

        public Task<AuditPage> ReadChainAsync(long after, int limit, CancellationToken cancel = default)
        {
            var page = new AuditPage(_removed, [.. _entries.Where(entry => entry.Id > after).Take(2)]);
            if (After(++_readings) is > 0 and var last)
            {
                _removed = new AuditLink(last, HashOf(last));
                _entries.RemoveAll(entry => entry.Id <= last);
                Add(AuditChain.PrunedEntry(_removed));
            }

            return Task.FromResult(page);
        }

        public Task AppendAsync(AuditEntry entry, CancellationToken cancel = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<AuditRecord>> ListAsync(int limit, long? before = null, CancellationToken cancel = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, int limit, long? before = null, CancellationToken cancel = default) => throw new NotSupportedException();

        public Task<int> PruneAsync(TimeSpan keep, int limit, CancellationToken cancel = default) => throw new NotSupportedException();

        private void Add(AuditEntry entry) =>
            _entries.Add(AuditChain.Next(_entries is [.., var last] ? new AuditLink(last.Id, last.Hash) : _removed, DateTimeOffset.UnixEpoch, entry));
    }
}
