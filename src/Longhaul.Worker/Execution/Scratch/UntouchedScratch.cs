using Longhaul.Core.Artifacts;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>
/// Removes the scratch folder of a command that left nothing in it, by eight calls of the system; to walk through it takes about thirty.
/// </summary>
internal static class UntouchedScratch
{
    /// <summary>False where there is more in it than was made for the command, so that it, or some of it, is still there.</summary>
    public static bool TryRemove(ScratchFolder scratch)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // Within the opened folder: a link in its place is none, and what it leads to keeps its files.
        using (var folder = OpenFolder.TryOpen(scratch.Root))
        {
            if (folder is null)
            {
                return false;
            }

            _ = folder.RemoveFile("input.json\0"u8);
            _ = folder.RemoveFolder("output\0"u8);
            _ = folder.RemoveFolder("tmp\0"u8);
        }

        return OpenFolder.RemoveEmpty(scratch.Root);
    }
}
