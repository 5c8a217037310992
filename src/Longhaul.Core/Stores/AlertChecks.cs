using System.Text;
using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Stores;

/// <summary>What is noted of what happened, and which calls about alerts are refused; the same for all stores.</summary>
internal static class AlertChecks
{
    private const int MaxKey = 64;

    /// <summary>A root that failed.</summary>
    public static Notice Failed(JobRecord root) =>
        OfJob(root.IsContainer ? AlertEvents.RunFailed : AlertEvents.JobFailed, root, root.Error?.Message ?? "failed");

    /// <summary>A review that begins to wait, waits for long, or is over.</summary>
    public static Notice Review(AlertEvents what, JobRecord job) => OfJob(what, job, Reviews.Review.Read(job.Decision)?.Request.Title ?? "");

    /// <summary>A worker that died.</summary>
    public static Notice Lost(string label, Guid instance) => new(AlertEvents.WorkerLost, "", Cut($"worker {label} (instance {instance}) died"));

    /// <summary>A tenant that has spent its budget.</summary>
    public static Notice Of(BudgetReached reached) =>
        new(AlertEvents.BudgetReached, reached.Tenant, Cut(CostChecks.Entry(reached).Detail ?? "")) { Tenant = reached.Tenant };

    /// <summary>
    /// What two things that are noted have in common where they become one message: the event, and what it happened to. Each question to a person is told,
    /// since somebody has to answer it: of those only what is about one job is put together.
    /// </summary>
    public static (AlertEvents Event, string Subject, long? JobId) LikenessOf(Notice notice) =>
        (notice.Event, notice.Subject, AlertWords.IsReview(notice.Event) ? notice.JobId : null);

    /// <summary>As much of a text as is kept.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= Notice.MaxText)
        {
            return text;
        }

        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Notice.MaxText))
        {
            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    /// <exception cref="RefusedException">They cannot be declared.</exception>
    public static void Check(IReadOnlyList<DeclaredAlert> alerts)
    {
        CheckCount(alerts.Count);
        if (alerts.FirstOrDefault(alert => alert.Key.Length is 0 or > MaxKey) is { } wrong)
        {
            throw new RefusedException($"an alert's key has 1 to {MaxKey} characters, not {wrong.Key.Length}");
        }
    }

    /// <exception cref="RefusedException">It is none.</exception>
    public static void Check(AlertTake take)
    {
        if (take.Limit is < 1 or > IJobStore.MaxBatch || take.Window < TimeSpan.Zero || take.Lease <= TimeSpan.Zero)
        {
            throw new RefusedException($"1 to {IJobStore.MaxBatch} messages, a window of zero or more and a lease of more than zero can be asked for");
        }
    }

    /// <exception cref="RefusedException">Too many.</exception>
    public static void CheckCount(int count)
    {
        if (count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"{count} in one call; at most {IJobStore.MaxBatch}");
        }
    }

    private static Notice OfJob(AlertEvents what, JobRecord job, string text) => new(what, job.Kind, Cut(text))
    {
        JobId = job.Id, Tenant = job.Tenant, Queue = job.Queue, Attempt = job.Attempt,
    };
}
