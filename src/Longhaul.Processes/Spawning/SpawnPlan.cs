using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>A program, its arguments and its environment as NAME=value.</summary>
internal readonly record struct SpawnCommand(string Path, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment);

/// <summary>The reusable part of every spawn: own session, default signals (SIGPIPE included, which .NET ignores), none blocked.</summary>
internal sealed unsafe class SpawnPlan : IDisposable
{
    readonly NativeBlock _attributes = new(LibcSpawn.OpaqueSize);

    /// <summary>Signals in <paramref name="deafTo"/> are blocked from the first instruction on, before a program could ignore them itself.</summary>
    internal SpawnPlan(params ReadOnlySpan<int> deafTo)
    {
        using var signals = new NativeBlock(LibcSpawn.OpaqueSize);
        LibcSpawn.Require(LibcSpawn.AttributesInit(_attributes.Start));
        LibcSpawn.Require(LibcSpawn.FillSignals(signals.Start));
        LibcSpawn.Require(LibcSpawn.AttributesSetDefaultSignals(_attributes.Start, signals.Start));
        LibcSpawn.Require(LibcSpawn.EmptySignals(signals.Start));
        foreach (var signal in deafTo)
        {
            LibcSpawn.Require(LibcSpawn.AddSignal(signals.Start, signal));
        }
        LibcSpawn.Require(LibcSpawn.AttributesSetSignalMask(_attributes.Start, signals.Start));
        LibcSpawn.Require(LibcSpawn.AttributesSetFlags(_attributes.Start,
            Constants.SpawnSetSession | Constants.SpawnSetSignalDefault | Constants.SpawnSetSignalMask));
    }

    /// <summary>Returns 0 and the pid, which then is a known leader, or the error number.</summary>
    internal int Run(SpawnCommand command, SpawnFiles files, out int pid)
    {
        using var pathText = new NativeStrings([command.Path]);
        using var argv = new NativeStrings(command.Arguments);
        using var variables = new NativeStrings(command.Environment);
        using var actions = new SpawnActions(files);
        int started;
        Leaders.BeginStart();
        var error = LibcSpawn.Spawn(&started, pathText.Pointers[0], actions.Start, _attributes.Start, argv.Pointers, variables.Pointers);
        pid = error == 0 ? started : 0;
        if (error == 0)
        {
            Leaders.Add(pid);
        }
        Leaders.EndStart();
        return error;
    }

    public void Dispose() => _attributes.Dispose();
}
