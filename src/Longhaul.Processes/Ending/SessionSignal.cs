using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>The one polite request to end.</summary>
internal static class SessionSignal
{
    /// <summary>One SIGTERM to each process group of the session, so that nobody in it gets two. Sessions that a descendant made for itself
    /// are not asked; what is left of them after the grace is killed.</summary>
    internal static void Terminate(ProcSnapshot snapshot, TreeKey tree)
    {
        var members = snapshot.MembersOf(tree);
        foreach (var group in members.Where(member => member.Session == tree.Session).Select(member => member.Group).Distinct())
        {
            Libc.Kill(-group, Signals.Terminate);
        }
    }
}
