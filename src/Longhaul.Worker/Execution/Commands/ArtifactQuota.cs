using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Output;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// Holds publishing within the bounds of run and tenant. What counts is what accepted attempts published and the store still knows of, summed when it is
/// needed: a project without bounds pays nothing. A worker adds what its own attempts are about to publish; what others publish until the sum is
/// read again it does not see, so that a bound may be exceeded by so much (<see cref="PublishedSums"/>). Nothing is refused by a sum that is not new.
/// </summary>
internal sealed class ArtifactQuota(PublishedSums sums, ArtifactBounds bounds)
{
    /// <summary>Returns where there is room for what is to be published.</summary>
    /// <exception cref="JobFailedException">There is none: it is published neither now nor, where no others are about to publish either, at another try.</exception>
    /// <exception cref="UnsafePathException">Something in the folder must not be published.</exception>
    public async Task RequireAsync(AttemptContext context, string folder, IReadOnlyList<string> patterns)
    {
        if (bounds == ArtifactBounds.None)
        {
            return;
        }

        var job = context.Job;
        var bytes = ArtifactScan.Read(folder, patterns).Selected.Sum(path => new FileInfo(Path.Join(folder, path)).Length);
        if (bytes > 0 && bounds.MaxRun is { } mostOfRun)
        {
            var kept = bytes > mostOfRun ? 0 : await sums.AddAsync(context.Attempt, job.RootId, null, bytes, mostOfRun, context.Stop.Token);
            RequireWithoutOthers(bytes, kept, mostOfRun, sums.MayFit(job.RootId, null, bytes, mostOfRun), $"run {job.RootId}");
            Require(bytes, kept, mostOfRun, "max_run", $"run {job.RootId}", "publish less, remove what no later step needs from $LONGHAUL_OUTPUT, or raise the bound");
        }

        if (bytes > 0 && bounds.MaxTenant is { } mostOfTenant)
        {
            var kept = bytes > mostOfTenant ? 0 : await sums.AddAsync(context.Attempt, null, job.Tenant, bytes, mostOfTenant, context.Stop.Token);
            var whose = job.Tenant.Length == 0 ? "jobs without a tenant" : $"tenant '{job.Tenant}'";
            RequireWithoutOthers(bytes, kept, mostOfTenant, sums.MayFit(null, job.Tenant, bytes, mostOfTenant), whose);
            Require(bytes, kept, mostOfTenant, "max_tenant", whose, "delete old runs (longhaul jobs delete), shorten LONGHAUL_KEEP_HISTORY_DAYS, or raise the bound");
        }
    }

    /// <summary>Nothing more becomes of an attempt: what it was to publish counts where the store knows of it.</summary>
    public void Settle(AttemptRef attempt) => sums.Settle(attempt);

    // Of what others are about to publish perhaps nothing comes.
    private static void RequireWithoutOthers(long bytes, long kept, long most, bool mayFit, string whose)
    {
        if (kept > most - bytes && mayFit)
        {
            throw new JobFailedException(new JobFailure(
                new JobError(
                    "artifact_quota",
                    $"It would publish {ByteSize.Show(bytes)}, and {whose} has {ByteSize.Show(kept)} of {ByteSize.Show(most)} with what other jobs are about to publish. Nothing is published; it may fit at another try."),
                FailureNature.Transient));
        }
    }

    private static void Require(long bytes, long kept, long most, string key, string whose, string remedy)
    {
        if (kept > most - bytes)
        {
            throw new JobFailedException(new JobFailure(
                new JobError(
                    "artifact_quota",
                    $"It would publish {ByteSize.Show(bytes)}, and {whose} has {ByteSize.Show(kept)} already: `artifacts: {key}` allows {ByteSize.Show(most)}. Nothing is published; {remedy}."),
                FailureNature.Permanent));
        }
    }
}
