using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>
/// The order of those that wait for a key: priority, then tag, then position. Tags let tenants take turns, as in a lane (see <see cref="FairShare"/>): a job is given one
/// step more than the last of its own tenant that waits there, and than the line's time, the highest tag that ever left it with a place. So another tenant's single
/// job comes in the next round, however many wait before it. The time says nothing once nobody with a tag waits.
/// </summary>
/// <param name="HasTags">Somebody with a tag waits for the key with the job's priority.</param>
/// <param name="Time">The line's time.</param>
/// <param name="Last">The highest tag of those of its own tenant; null where none has any.</param>
internal readonly record struct KeyLine(bool HasTags, long Time, long? Last)
{
    /// <summary>The tag of one that goes before all others of any tenant.</summary>
    public const long First = 1;

    /// <summary>So many jobs of paused tenants give their places to others at once.</summary>
    public const int GivenUpAtOnce = 500;

    /// <summary>The tag of a job that will wait in all of these lines, so that it comes too early in none of them; 0 where no tenant was named in any.</summary>
    /// <param name="lines">The lines of its keys.</param>
    /// <param name="tenant">Its tenant; empty for none.</param>
    /// <param name="step">The step of its tenant.</param>
    public static long NextTag(IReadOnlyCollection<KeyLine> lines, string tenant, long step) => tenant.Length == 0 && !lines.Any(line => line.HasTags)
        ? 0
        : lines.Max(line => Math.Max(line.HasTags ? line.Time : 0, line.Last ?? 0)) + step;

    /// <summary>
    /// At the end of this job the place that it held goes to the priority that has waited longest. So it is with one of so many ids, spread evenly over those that follow each other
    /// (Knuth's multiplicative hashing): nothing has to be counted, which each end of a job with a key would have to write.
    /// </summary>
    public static bool IsForOldest(long jobId, int aging) => aging > 0 && unchecked((ulong)jobId * 0x9E3779B97F4A7C15) <= ulong.MaxValue / (ulong)aging;

    /// <summary>
    /// A number for the set of a job's keys. Whoever has the same keys is kept waiting by the same ones, so that of thousands only the first has to be looked at. SHA-256, of
    /// which a database can make the same number.
    /// </summary>
    public static long SetOf(JobRecord job)
    {
        var keys = job.Slots.Select(slot => slot.Key).Distinct().Order(StringComparer.Ordinal);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', keys))));
    }
}
