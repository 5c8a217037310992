using Longhaul.Core.Jobs;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Whether a job that was found by a filter still matches it, once it is locked.</summary>
internal static class FilterRules
{
    public static bool Matches(JobRecord job, JobFilter filter) =>
        Is(filter.State, job.State) && Is(filter.Roots, job.ParentId is null) && Is(filter.Containers, job.IsContainer)
        && (filter.Kind ?? job.Kind) == job.Kind && (filter.Queue ?? job.Queue) == job.Queue && (filter.Tenant ?? job.Tenant) == job.Tenant
        && !(job.CreatedAt < filter.Since)
        && (filter.Search is not { } text || Contains(job.Kind, text) || Contains(job.Step, text) || Contains(job.Input, text) || Contains(job.Error?.Message, text));

    private static bool Is<T>(T? wanted, T there)
        where T : struct => wanted is not { } value || EqualityComparer<T>.Default.Equals(value, there);

    private static bool Contains(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
