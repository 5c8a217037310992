using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>
/// The names of scratch folders: <c>work/JOB-INSTANCE-CLAIM</c>, and <c>work/links-INSTANCE-NUMBER</c> for what a worker's attempts share. The instance is the first part of the process's id only, because the paths
/// of sockets, which some programs make in their temporary folder, may have no more than 107 characters.
/// </summary>
internal static class ScratchNames
{
    private const int InstanceLength = 12;
    private const string Links = "links";

    public static string RootOf(string dataFolder) => Path.Join(dataFolder, "work");

    public static string Of(string instanceId, AttemptRef attempt) =>
        $"{attempt.JobId}-{instanceId[..InstanceLength]}-{attempt.Token.Claim}";

    /// <summary>The name of a folder that attempts of the instance share.</summary>
    public static string OfLinks(string instanceId, long number) => $"{Links}-{instanceId[..InstanceLength]}-{number}";

    /// <summary>True where the folder of this name belongs to the instance.</summary>
    public static bool BelongsTo(string name, string instanceId) => name.Split('-') is [_, var part, _] && part == instanceId[..InstanceLength];

    /// <summary>True where the name is one of a scratch folder.</summary>
    public static bool IsOne(string name) =>
        name.Split('-') is [var job, { Length: InstanceLength }, var claim] && (job == Links || long.TryParse(job, out _)) && long.TryParse(claim, out _);
}
