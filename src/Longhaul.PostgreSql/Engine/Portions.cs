using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The server takes no message of 1 GB or more; what many items weigh together goes in portions.</summary>
internal static class Portions
{
    /// <summary>How many characters go together; one item may have more.</summary>
    public const long Most = 32 << 20;

    public static long Weigh(NewJob job) => TextWeight.Of(job);

    public static long Weigh(JobRecord job) => TextWeight.Of(job.Input, job.Definition, job.Output, job.Artifacts, job.Checkpoint, job.Decision);

    public static long Weigh(Finish item) => TextWeight.Of(item);

    public static bool IsHeavy(IReadOnlyList<NewJob> jobs) => jobs.Sum(job => Weigh(job)) > Most;

    /// <summary>The items in their order, as many together as weigh little enough; mostly all.</summary>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> items, Func<T, long> weigh)
    {
        if (items.Sum(weigh) <= Most)
        {
            return [items];
        }

        return Split(items, weigh);
    }

    private static IEnumerable<IReadOnlyList<T>> Split<T>(IReadOnlyList<T> items, Func<T, long> weigh)
    {
        var (portion, weight) = (new List<T>(), 0L);
        foreach (var item in items)
        {
            var one = weigh(item);
            if (portion.Count > 0 && weight + one > Most)
            {
                yield return portion;
                (portion, weight) = ([], 0);
            }

            portion.Add(item);
            weight += one;
        }

        yield return portion;
    }
}
