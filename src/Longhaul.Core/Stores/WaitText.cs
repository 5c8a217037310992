using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Stores;

/// <summary>The words for reasons, the same wherever they are shown. Names in them come from people and jobs: make them safe for where they go.</summary>
public static class WaitText
{
    private static readonly string[] Names =
    [
        "over", "running", "cancel_requested", "review", "queue_paused", "kind_paused", "tenant_paused", "scheduled", "dependency", "children", "slot",
        "no_worker", "queue_not_served", "kind_not_served", "workers_draining", "workers_full", "runs_alone", "behind",
        "queue_limit", "queue_rate", "key_rate", "tenant_budget", "workers_memory",
    ];

    /// <summary>The name in lower case with underscores, such as <c>queue_paused</c>.</summary>
    public static string Name(this WaitCode code) => Names[(int)code];

    /// <summary>The reason in a sentence without its full stop.</summary>
    public static string Sentence(this WaitReason reason, Explanation why) => reason.Code switch
    {
        WaitCode.Over => $"it is over: {why.Job.State.Name()}{At(reason)}",
        WaitCode.Running when why.Job.StartedAt is null => $"worker {reason.Subject} has claimed it{Since(reason, why)} and begins it when a place is free",
        WaitCode.Running => $"it runs on worker {reason.Subject}{Since(reason, why)}{Doing(why.Job)}",
        WaitCode.CancelRequested => $"it was asked to stop{Note(reason)}",
        WaitCode.Review => Review.Read(why.Job.Decision)?.Request.Title is { } title ? $"it waits for a person to decide: {title}" : "it waits for a person to decide",
        WaitCode.QueuePaused => $"queue {reason.Subject} is paused{Paused(reason, why)}",
        WaitCode.KindPaused => $"kind {reason.Subject} is paused{Paused(reason, why)}",
        WaitCode.TenantPaused => $"tenant {reason.Subject} is paused{Paused(reason, why)}",
        WaitCode.TenantBudget => $"tenant {reason.Subject} {reason.Note}; goes on at {reason.At!.Value.UtcDateTime:HH:mm} UTC, in {SpanText.Of(reason.In!.Value)}",
        WaitCode.Scheduled when reason.In > TimeSpan.Zero => $"it waits for a time: due{At(reason)}, in {SpanText.Of(reason.In.Value)}",
        WaitCode.Scheduled => $"it was due{At(reason)} and has only to be moved into its queue",
        WaitCode.Dependency => $"it waits for {Many(reason.Count, "job")}: {Jobs(reason)}",
        WaitCode.Children => $"the run waits for {Many(reason.Count, "step")}",
        WaitCode.Slot when reason.Count >= reason.Limit =>
            $"key {reason.Subject} has {(reason.Limit == 1 ? "its place" : $"all {reason.Limit} places")} taken, by {Listed(reason.Jobs, reason.Count, holder => Holder(holder, why))}",
        WaitCode.Slot => $"it is about to be handed its place under key {reason.Subject}, of which {reason.Count} of {reason.Limit} are taken",
        WaitCode.QueueLimit => $"queue {reason.Subject} runs {(reason.Limit == 1 ? "the one job" : $"all {reason.Limit} jobs")} that it may over all workers: {Jobs(reason)}",
        WaitCode.QueueRate =>
            $"queue {reason.Subject} has begun all that its rate of {reason.Note} allows; the next one may begin{At(reason)}, in {SpanText.Of(reason.In ?? TimeSpan.Zero)}",
        WaitCode.KeyRate when reason.At is not null =>
            $"the rate of key {reason.Subject} is used up until {Instant(reason.At.Value)}, for {SpanText.Of(reason.In!.Value)}",
        WaitCode.KeyRate when reason.Count >= reason.Limit => $"the rate of key {reason.Subject} is used up by jobs that are about to start: {Listed(reason.Jobs, null, Of)}",
        WaitCode.KeyRate => $"it is about to be handed its start under the rate of key {reason.Subject}, of which {reason.Count} of {reason.Limit} are used",
        WaitCode.NoWorker => reason.At is null ? "no worker is running" : $"no worker is running; one was last heard of{At(reason)}",
        WaitCode.QueueNotServed => reason.Count == 1
            ? $"the one live worker does not serve queue {reason.Subject}"
            : $"none of the {reason.Count} live workers serves queue {reason.Subject}",
        WaitCode.KindNotServed => $"no live worker of its queue knows kind {reason.Subject}: {Workers(reason)}",
        WaitCode.WorkersDraining => $"every worker that serves it takes no more jobs: {Workers(reason)}",
        WaitCode.WorkersFull => $"every worker that serves it is full: {Workers(reason)}",
        WaitCode.WorkersMemory when reason.Bytes is null => $"every worker that serves it is at its soft limit of memory: {Memories(reason)}",
        WaitCode.WorkersMemory when IsBeyondAll(reason) =>
            $"it needs {ByteSize.Show(reason.Bytes!.Value)} of memory; the largest worker that serves it has {ByteSize.Show(Largest(reason))}",
        WaitCode.WorkersMemory when IsKept(reason) =>
            $"it needs {ByteSize.Show(reason.Bytes!.Value)} of memory, and what is left is kept for a job of another kind, whose turn it is: {Memories(reason)}",
        WaitCode.WorkersMemory => $"it needs {ByteSize.Show(reason.Bytes!.Value)} of memory, which no worker that serves it has left: {Memories(reason)}",
        WaitCode.RunsAlone => $"it has lost a worker, and of such jobs a worker runs one at a time: {Workers(reason)}",
        _ => $"{Ahead(reason)} of queue {reason.Subject} {(reason.Count == 1 ? "goes" : "go")} first",
    };

    /// <summary>What would make the job run, without a full stop.</summary>
    public static string Remedy(this WaitReason reason, Explanation why) => reason.Code switch
    {
        WaitCode.Over when why.Job.State.Satisfies() => $"nothing is to be done; to run it again: longhaul jobs retry {why.Job.Id}",
        WaitCode.Over => $"to run it again: longhaul jobs retry {why.Job.Id}",
        WaitCode.Running => $"watch it: longhaul jobs logs -f {why.Job.Id}",
        WaitCode.CancelRequested => "it ends when what runs of it has stopped",
        WaitCode.Review => $"decide: longhaul review show {why.Job.Id}",
        WaitCode.QueuePaused => $"longhaul queues resume {Word(reason)}",
        WaitCode.KindPaused => $"longhaul jobs resume --kind {Word(reason)}",
        WaitCode.TenantPaused => $"longhaul jobs resume --tenant {Word(reason)}",
        WaitCode.TenantBudget => $"raise it: longhaul tenants budget {Word(reason)} 'AMOUNT CURRENCY/day', or let it go on for today: longhaul tenants resume {Word(reason)}",
        WaitCode.Scheduled when reason.In > TimeSpan.Zero => $"it becomes ready by itself; to have it go now: longhaul jobs retry {why.Job.Id}",
        WaitCode.Scheduled => "any running worker moves it",
        WaitCode.Dependency => "they must end first",
        WaitCode.Children => "its steps must end",
        WaitCode.Slot when reason.Count >= reason.Limit => $"it is handed a place in its turn, as they end: {Place(reason)}",
        WaitCode.Slot => "any running worker hands it on within seconds",
        WaitCode.QueueLimit => $"it is its turn when one of them ends; to allow more: longhaul queues limit {Word(reason)} --limit N",
        WaitCode.QueueRate => $"it begins by itself; to allow more: longhaul queues limit {Word(reason)} --rate N/min",
        WaitCode.KeyRate when reason.Count >= reason.Limit => $"it becomes ready by itself in its turn: {Place(reason)}",
        WaitCode.KeyRate => "any running worker hands it on within seconds",
        WaitCode.NoWorker => "start one: longhaul work",
        WaitCode.QueueNotServed => $"start a worker that does: longhaul work --queue {Word(reason)}",
        WaitCode.KindNotServed => "start a worker whose longhaul.yaml or program has that kind",
        WaitCode.WorkersDraining => "start another worker",
        WaitCode.WorkersFull => "a place is free when a job ends; or start another worker, or one with a higher --concurrency",
        WaitCode.WorkersMemory when IsBeyondAll(reason) =>
            $"start a worker with more (LONGHAUL_MEMORY_LIMIT_MB, or a larger container), or lower `memory:` of kind {Word(reason)}",
        WaitCode.WorkersMemory when IsKept(reason) => "it is taken after that job, or when its turn ends, in five minutes at most; or start another worker",
        WaitCode.WorkersMemory => "it is taken when jobs that hold memory end; or start another worker",
        WaitCode.RunsAlone => "it is taken when that job ends; or start another worker",
        _ => $"it is its turn after them; to let it go first: longhaul jobs reprioritise {why.Job.Id} --to 9",
    };

    /// <summary>What is said of a job that nothing keeps from running.</summary>
    public static string Nothing => "nothing keeps it: it is ready, and a worker that serves it has a free place";

    /// <summary>A job in a few words, such as <c>17 (render, running on w1)</c>.</summary>
    public static string Of(WaitJob job) =>
        $"{job.Id} ({job.Step ?? job.Kind}, {job.State.Name()}{(job.Worker is null ? "" : $" on {job.Worker}")})";

    private static string Holder(WaitJob holder, Explanation why) =>
        holder.Why is { Code: not WaitCode.Behind } keeps ? $"{holder.Id} ({holder.Step ?? holder.Kind}, {holder.State.Name()}: {keeps.Sentence(why)})" : Of(holder);

    private static string Place(WaitReason reason) => reason.Ahead switch
    {
        null or 0 => "it is the next",
        >= WaitReason.MaxCounted => $"after {WaitReason.MaxCounted:N0} or more jobs that wait for the key before it",
        _ => $"after {Many(reason.Ahead, "job")} that {(reason.Ahead == 1 ? "waits" : "wait")} for the key before it",
    };

    private static string Paused(WaitReason reason, Explanation why) =>
        (reason.Actor is { Length: > 0 } actor ? $" by {actor}" : "") + Since(reason, why) + Note(reason);

    private static string Since(WaitReason reason, Explanation why) =>
        reason.At is { } at ? $" since {Instant(at)} ({SpanText.Of(why.Now - at)})" : "";

    private static string At(WaitReason reason) => reason.At is { } at ? $" at {Instant(at)}" : "";

    private static string Note(WaitReason reason) => reason.Note is { Length: > 0 } note ? $": {note}" : "";

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'");

    private static string Doing(JobRecord job)
    {
        var percent = job.Progress is { } progress ? $"{progress:0.#} %" : null;
        return string.Concat(new[] { job.Stage, percent }.OfType<string>().Select(part => $", {part}"));
    }

    private static string Many(long? count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";

    private static string Ahead(WaitReason reason) =>
        reason.Count >= WaitReason.MaxCounted ? $"{WaitReason.MaxCounted:N0} or more jobs" : Many(reason.Count, "job");

    private static string Jobs(WaitReason reason) => Listed(reason.Jobs, reason.Count, Of);

    private static string Workers(WaitReason reason) =>
        Listed(reason.Workers, null, worker => $"{worker.Label} ({worker.Busy} of {worker.Places} places taken)");

    private static bool IsBeyondAll(WaitReason reason) => reason.Bytes > Largest(reason);

    private static bool IsKept(WaitReason reason) => reason.Workers.Any(worker => worker.KeepsMemory);

    private static long Largest(WaitReason reason) => reason.Workers.Max(worker => worker.LimitBytes ?? 0);

    private static string Memories(WaitReason reason) => Listed(
        reason.Workers, null, worker => $"{worker.Label} ({ByteSize.Show(worker.FreeBytes ?? 0)} of {ByteSize.Show(worker.LimitBytes ?? 0)} left)");

    private static string Listed<T>(IReadOnlyList<T> some, long? count, Func<T, string> show) =>
        string.Join(", ", some.Select(show)) + (count > some.Count ? $" and {count - some.Count} more" : "");

    /// <summary>A name as a shell takes it.</summary>
    private static string Word(WaitReason reason) =>
        reason.Subject!.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? reason.Subject! : $"'{reason.Subject!.Replace("'", @"'\''")}'";
}
