using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Npgsql;

namespace Longhaul.PostgreSql.Changes;

/// <summary>
/// How many jobs a claim may take, so that their inputs fit into an answer: the server puts no more than 1 GB into a list, and what is asked
/// for twice in the same way fails twice. Learnt from what came: halved where it was much, doubled again where it was little.
/// </summary>
internal sealed class ClaimSize
{
    private const long MuchCharacters = 64L << 20;
    private int _most = IJobStore.MaxBatch;

    /// <summary>What to ask for in place of this.</summary>
    public ClaimRequest Bounded(ClaimRequest request)
    {
        var most = Volatile.Read(ref _most);
        return most >= IJobStore.MaxBatch ? request : request with { Limit = Math.Min(request.Limit, most), Lanes = [.. request.Lanes.Select(Without)] };
    }

    /// <summary>An answer came.</summary>
    public void Saw(IReadOnlyList<JobRecord> jobs)
    {
        var (most, characters) = (Volatile.Read(ref _most), jobs.Sum(job => (long)job.Input.Length));
        if (characters > MuchCharacters)
        {
            Volatile.Write(ref _most, Math.Max(1, jobs.Count / 2));
        }
        else if (most < IJobStore.MaxBatch && jobs.Count > 0 && characters < MuchCharacters / 4)
        {
            Volatile.Write(ref _most, Math.Min(IJobStore.MaxBatch, most * 2));
        }
    }

    /// <summary>The server could not put the answer together; nothing was taken. True where less is worth a try.</summary>
    public bool WasTooMuch(PostgresException fault, ClaimRequest asked)
    {
        if (fault.SqlState != PostgresErrorCodes.ProgramLimitExceeded || asked.Limit <= 1)
        {
            return false;
        }

        Volatile.Write(ref _most, Math.Max(1, Math.Min(asked.Limit, Volatile.Read(ref _most)) / 4));
        return true;
    }

    // What is taken in advance comes on top of the places and not under the limit of the short way.
    private static ClaimLane Without(ClaimLane lane) => lane with { Prefetch = 0 };
}
