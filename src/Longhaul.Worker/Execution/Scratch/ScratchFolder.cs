using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>An attempt's own folder: <c>work/JOB-INSTANCE-CLAIM</c> below the data folder. It is gone when the attempt is over.</summary>
internal sealed class ScratchFolder
{
    private ScratchFolder(string path) => Root = path;

    /// <summary>Where the job may write what it likes.</summary>
    public string Root { get; }

    /// <summary>What the job leaves here is published.</summary>
    public string Output => Path.Join(Root, "output");

    /// <summary>The command's <c>TMPDIR</c>.</summary>
    public string Temporary => Path.Join(Root, "tmp");

    /// <summary>The job's input as JSON.</summary>
    public string Input => Path.Join(Root, "input.json");

    /// <summary>What the last attempt left for this one.</summary>
    public string Checkpoint => Path.Join(Root, "checkpoint.json");

    /// <summary>Links to the artifacts of the run's finished steps.</summary>
    public string Run => Path.Join(Root, "run");

    /// <summary>Makes the folder of an attempt, empty.</summary>
    public static ScratchFolder Make(string dataFolder, string instanceId, AttemptRef attempt)
    {
        var scratch = new ScratchFolder(Path.Join(ScratchNames.RootOf(dataFolder), ScratchNames.Of(instanceId, attempt)));
        Directory.CreateDirectory(scratch.Output);
        Directory.CreateDirectory(scratch.Temporary);
        return scratch;
    }

    /// <summary>Removes it with all that is in it; links are removed, not followed.</summary>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public void Remove() => FolderTree.Remove(Root);
}
