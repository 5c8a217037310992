using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores;

/// <summary>How many characters of text go to a store with something: what bounds how much goes there at once.</summary>
internal static class TextWeight
{
    public static long Of(NewJob job) => Of(job.Input, job.Definition);

    public static long Of(Finish item) => Of(item.Outcome.Output, item.Outcome.Artifacts, item.Outcome.Input) + item.Outcome.Spawn.Sum(Of);

    public static long Of(params ReadOnlySpan<string?> texts)
    {
        var weight = 0L;
        foreach (var text in texts)
        {
            weight += text?.Length ?? 0;
        }

        return weight;
    }
}
