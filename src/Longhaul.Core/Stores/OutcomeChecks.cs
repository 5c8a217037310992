namespace Longhaul.Core.Stores;

/// <summary>What ends of attempts must look like before any store looks at them; the same for every store.</summary>
internal static class OutcomeChecks
{
    /// <summary>Refuses what no store could ever keep.</summary>
    /// <exception cref="RefusedException">Says which job and value; nothing was changed.</exception>
    public static void Check(IReadOnlyList<Finish> items)
    {
        foreach (var (attempt, outcome, _) in items)
        {
            CheckSize(attempt.JobId, "output", outcome.Output);
            CheckSize(attempt.JobId, "list of artifacts", outcome.Artifacts);
            CheckSize(attempt.JobId, "new input", outcome.Input);
        }
    }

    private static void CheckSize(long jobId, string what, string? text)
    {
        if (text?.Length > NewJobRules.MostCharacters)
        {
            throw new RefusedException(
                $"job {jobId}: its {what} has {text.Length} characters; at most {NewJobRules.MostCharacters} are allowed; publish a file instead");
        }
    }
}
