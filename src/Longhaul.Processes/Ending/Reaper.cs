using System.Runtime.InteropServices;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Collects orphans of our trees that became this process's children, one by one and never anybody else's.</summary>
internal static unsafe class Reaper
{
    /// <summary>Whether nobody is left in a leader's group. Only for a leader that was collected already, whose status this would take.</summary>
    internal static bool GroupIsGone(int group)
    {
        while (Collect(-group))
        {
        }
        return Libc.Kill(-group, 0) != 0 && Marshal.GetLastPInvokeError() == Errno.NoProcess;
    }

    /// <summary>Collects the zombies among our children that are of our trees and lead none.</summary>
    internal static void CollectAdopted(ProcSnapshot snapshot)
    {
        if (Leaders.AnyStarting)
        {
            return;
        }
        foreach (var (stat, tree) in snapshot.Entries)
        {
            if (!stat.IsAlive && tree is > 0 or TreeMarkers.Unclear && stat.Parent == Environment.ProcessId && !Leaders.Contains(stat.Pid))
            {
                Collect(stat.Pid);
            }
        }
    }

    static bool Collect(int pid)
    {
        int status;
        ResourceUsage usage;
        return Libc.Wait4(pid, &status, Constants.WaitNoHang, &usage) > 0;
    }
}
