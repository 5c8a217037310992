using System.Runtime.InteropServices;
using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>What happens between fork and exec: streams, working folder, and closing everything else.</summary>
internal sealed unsafe class SpawnActions : IDisposable
{
    // musl has no such action; there the worker's own descriptors are marked before each spawn instead.
    static readonly bool CanCloseFrom =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out _);

    readonly NativeBlock _actions = new(LibcSpawn.OpaqueSize);

    internal SpawnActions(SpawnFiles files)
    {
        LibcSpawn.Require(LibcSpawn.ActionsInit(Start));
        Stream(files.Input, 0);
        Stream(files.Output, 1);
        Stream(files.Error, 2);
        using var folder = new NativeStrings([files.WorkingDirectory]);
        LibcSpawn.Require(LibcSpawn.ActionsAddChangeDirectory(Start, folder.Pointers[0]));
        CloseTheRest();
    }

    internal byte* Start => _actions.Start;

    public void Dispose()
    {
        LibcSpawn.Require(LibcSpawn.ActionsDestroy(Start));
        _actions.Dispose();
    }

    void Stream(int fd, int target)
    {
        if (fd >= 0)
        {
            LibcSpawn.Require(LibcSpawn.ActionsAddDuplicate(Start, fd, target));
            return;
        }
        using var nothing = new NativeStrings(["/dev/null"]);
        LibcSpawn.Require(LibcSpawn.ActionsAddOpen(Start, target, nothing.Pointers[0], target == 0 ? Constants.ReadOnly : Constants.WriteOnly, 0));
    }

    void CloseTheRest()
    {
        if (CanCloseFrom)
        {
            LibcSpawn.Require(LibcSpawn.ActionsAddCloseFrom(Start, 3));
            return;
        }
        Libc.SystemCall(Constants.CloseRange, 3, int.MaxValue, Constants.CloseRangeCloseOnExec, 0);
    }
}
