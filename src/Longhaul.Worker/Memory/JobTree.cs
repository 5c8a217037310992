using Longhaul.Core.Jobs;
using Longhaul.Processes;

namespace Longhaul.Worker.Memory;

/// <summary>The processes of a running job, as far as their memory goes.</summary>
/// <param name="attempt">Whose they are.</param>
/// <param name="kind">The job's kind.</param>
/// <param name="allowedBytes">The most that they may hold; null where the kind does not say.</param>
/// <param name="seen">What they were last seen to use.</param>
/// <param name="look">Looks at them now.</param>
/// <param name="kill">Kills them for want of memory, for the reason given.</param>
internal sealed class JobTree(
    AttemptRef attempt, string kind, long? allowedBytes, Func<TreeUsage> seen, Func<TreeUsage> look, Action<string> kill)
{
    public AttemptRef Attempt => attempt;

    public string Kind => kind;

    public long? AllowedBytes => allowedBytes;

    /// <summary>What they were last seen to hold, at most a second ago.</summary>
    public long HeldBytes => seen().RssBytes;

    /// <summary>What they hold now.</summary>
    public long Look() => look().RssBytes;

    public void Kill(string message) => kill(message);
}
