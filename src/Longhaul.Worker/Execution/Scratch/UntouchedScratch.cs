using System.Runtime.InteropServices;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>
/// Removes the scratch folder of a command that left nothing in it, by four calls of the system; to walk through it takes about thirty.
/// </summary>
internal static partial class UntouchedScratch
{
    /// <summary>False where there is more in it than was made for the command, so that it, or some of it, is still there.</summary>
    public static bool TryRemove(ScratchFolder scratch)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // A link in the place of a folder is no folder, and stays.
        _ = RemoveFile(scratch.Input);
        _ = RemoveFolder(scratch.Output);
        _ = RemoveFolder(scratch.Temporary);
        return RemoveFolder(scratch.Root) == 0;
    }

    [LibraryImport("libc", EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveFile(string path);

    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveFolder(string path);
}
