using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>The reusable part of every spawn: own session, default signals (SIGPIPE included, which .NET ignores), an empty mask.</summary>
internal sealed unsafe class SpawnPlan : IDisposable
{
    readonly NativeBlock _attributes = new(LibcSpawn.OpaqueSize);

    internal SpawnPlan()
    {
        using var signals = new NativeBlock(LibcSpawn.OpaqueSize);
        LibcSpawn.Require(LibcSpawn.AttributesInit(_attributes.Start));
        LibcSpawn.Require(LibcSpawn.FillSignals(signals.Start));
        LibcSpawn.Require(LibcSpawn.AttributesSetDefaultSignals(_attributes.Start, signals.Start));
        LibcSpawn.Require(LibcSpawn.EmptySignals(signals.Start));
        LibcSpawn.Require(LibcSpawn.AttributesSetSignalMask(_attributes.Start, signals.Start));
        LibcSpawn.Require(LibcSpawn.AttributesSetFlags(_attributes.Start,
            Constants.SpawnSetSession | Constants.SpawnSetSignalDefault | Constants.SpawnSetSignalMask));
    }

    /// <summary>Returns 0 and the pid, or the error number.</summary>
    internal int Run(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SpawnFiles files, out int pid)
    {
        using var pathText = new NativeStrings([path]);
        using var argv = new NativeStrings(arguments);
        using var variables = new NativeStrings(environment);
        using var actions = new SpawnActions(files);
        int started;
        var error = LibcSpawn.Spawn(&started, pathText.Pointers[0], actions.Start, _attributes.Start, argv.Pointers, variables.Pointers);
        pid = error == 0 ? started : 0;
        return error;
    }

    public void Dispose() => _attributes.Dispose();
}
