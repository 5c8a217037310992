using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>The names of scratch folders: the job, a hyphen, the attempt's token.</summary>
internal static class ScratchNames
{
    public static string RootOf(string dataFolder) => Path.Join(dataFolder, "work");

    public static string Of(AttemptRef attempt) => $"{attempt.JobId}-{attempt.Token}";

    /// <summary>The attempt whose folder has this name; null where it is some other folder.</summary>
    public static AttemptRef? Parse(string name) =>
        name.Split('-') is [var job, var instance, var claim]
        && long.TryParse(job, out var jobId) && Guid.TryParseExact(instance, "N", out var id) && long.TryParse(claim, out var number)
            ? new AttemptRef(jobId, new AttemptToken(id, number))
            : null;
}
