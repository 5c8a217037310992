using Longhaul.Core.Artifacts;

namespace Longhaul.Cli.Doctor;

/// <summary>Looks at the bucket of artifacts, where there is one.</summary>
internal static class BucketChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<IEnumerable<Finding>> RunAsync(SettingReader settings, string? fromFile, TimeProvider clock, CancellationToken cancel)
    {
        var before = settings.Problems.Count;
        var bucket = BucketChoice.Make(settings, () => fromFile);
        if (bucket is null)
        {
            // A variable that is wrong is told with the others.
            return settings.Find(SettingTable.Artifacts) is null
                ? settings.Problems.Skip(before).Select(problem => Finding.Problem("artifacts", problem, null, ExitCode.BadConfiguration))
                : [];
        }

        using var late = new CancellationTokenSource(Patience, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return [Finding.Ok("artifacts", $"{await bucket.ExamineAsync(end.Token)} (by {bucket.Source}) can be listed, written, read and deleted in")];
        }
        catch (ArtifactStoreException e)
        {
            return [Finding.Problem("artifacts", e.Message, null, e.Trouble == ArtifactTrouble.Away ? ExitCode.StoreUnreachable : ExitCode.BadConfiguration)];
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [Finding.Problem("artifacts", $"the bucket did not answer within {Patience.TotalSeconds} s", "see that its endpoint can be reached from here", ExitCode.StoreUnreachable)];
        }
    }
}
