using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>What of the workers, and of the jobs before it, keeps a job waiting.</summary>
internal sealed class WorkerRules(IWaitRows rows, IReadOnlyList<WorkerRecord> workers)
{
    public IEnumerable<WaitReason> Reasons(JobRecord job)
    {
        var live = workers.Where(worker => worker.IsLive(rows.Now, rows.Options.Lease)).ToList();
        var ofQueue = live.Where(worker => worker.Registration.Serves(job.Queue)).ToList();
        var ofKind = ofQueue.Where(worker => worker.Registration.Knows(job.Kind)).ToList();
        var open = ofKind.Where(worker => !worker.Draining).ToList();
        return (live, ofQueue, ofKind, open) switch
        {
            ([], _, _, _) => [new WaitReason(WaitCode.NoWorker) { At = workers.Select(worker => (DateTimeOffset?)worker.RenewedAt).Max() }],
            (_, [], _, _) => [new WaitReason(WaitCode.QueueNotServed) { Subject = job.Queue, Count = live.Count }],
            (_, _, [], _) => [new WaitReason(WaitCode.KindNotServed) { Subject = job.Kind, Workers = InAll(ofQueue) }],
            (_, _, _, []) => [new WaitReason(WaitCode.WorkersDraining) { Workers = InAll(ofKind) }],
            _ => job.State == JobState.Ready ? [.. Taken(job, open), .. Behind(job, open)] : [],
        };
    }

    private IEnumerable<WaitReason> Taken(JobRecord job, List<WorkerRecord> open)
    {
        var loads = rows.Loads(job.Queue);
        var places = open.ConvertAll(worker => new Load(worker.Registration, worker.Memory, loads.GetValueOrDefault(worker.Registration.Instance), job.Queue));
        if (places.TrueForAll(load => load.IsFull))
        {
            yield return new WaitReason(WaitCode.WorkersFull) { Workers = Tightest(places) };
        }
        else if (places.TrueForAll(load => load.IsFull || load.IsShortFor(job.Kind)))
        {
            var shorter = places.FindAll(load => !load.IsFull);
            yield return new WaitReason(WaitCode.WorkersMemory)
            {
                Subject = job.Kind,
                Bytes = shorter.Max(load => load.Memory!.NeedOf(job.Kind)),
                Workers = [.. shorter.Take(WaitReason.MaxListed).Select(load => load.Tightest().With(load.Memory!, job.Kind))],
            };
        }
        else if (job.Crashes > 0 && places.TrueForAll(load => load.IsFull || load.IsShortFor(job.Kind) || load.RunsCrashed))
        {
            yield return new WaitReason(WaitCode.RunsAlone) { Workers = Tightest(places) };
        }
    }

    private IEnumerable<WaitReason> Behind(JobRecord job, List<WorkerRecord> open)
    {
        var kinds = open.Exists(worker => worker.Registration.Kinds.Count == 0)
            ? null
            : open.SelectMany(worker => worker.Registration.Kinds).Select(kind => kind.Name).Distinct().ToList();
        if (rows.CountAhead(job, kinds, WaitReason.MaxCounted) is > 0 and var ahead)
        {
            yield return new WaitReason(WaitCode.Behind) { Subject = job.Queue, Count = ahead };
        }
    }

    private static List<WaitWorker> Tightest(List<Load> loads) => [.. loads.Take(WaitReason.MaxListed).Select(load => load.Tightest())];

    private static List<WaitWorker> InAll(List<WorkerRecord> workers) => [.. workers.Take(WaitReason.MaxListed)
        .Select(worker => new WaitWorker(worker.Registration.Instance, worker.Registration.Label, worker.Running, worker.Registration.Places))];

    /// <summary>The places of a worker and how many of them are taken.</summary>
    private readonly record struct Load(WorkerRegistration Worker, WorkerMemory? Memory, WorkerLoad Taken, string Queue)
    {
        public bool IsFull => Taken.All >= Worker.Places || QueueIsFull;

        public bool IsShortFor(string kind) => Memory?.IsShortFor(kind) == true;

        public bool RunsCrashed => Taken.Crashed > 0;

        private bool QueueIsFull => Worker.QueuePlaces.TryGetValue(Queue, out var places) && Taken.Queue >= places;

        public WaitWorker Tightest() => QueueIsFull && Taken.All < Worker.Places
            ? new WaitWorker(Worker.Instance, Worker.Label, Taken.Queue, Worker.QueuePlaces[Queue])
            : new WaitWorker(Worker.Instance, Worker.Label, Taken.All, Worker.Places);
    }
}
