using System.Text;
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

    /// <summary>Names the folder of an attempt.</summary>
    public static ScratchFolder Of(string dataFolder, string instanceId, AttemptRef attempt) =>
        new(Path.Join(ScratchNames.RootOf(dataFolder), ScratchNames.Of(instanceId, attempt)));

    /// <summary>Makes it, empty.</summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public void Make()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Output);
        Directory.CreateDirectory(Temporary);
    }

    /// <summary>Writes down the job's input, as JSON text.</summary>
    public void WriteInput(string json)
    {
        // The folder is this attempt's own, so there is no longer text to cut off: a file that is cut to nothing first, ext4 writes to the
        // disk as it is closed (2 % of all processor time while many short jobs ran).
        using var file = File.OpenHandle(Input, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(json), 0);
    }

    /// <summary>Removes it with all that is in it; links are removed, not followed.</summary>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public void Remove()
    {
        if (!UntouchedScratch.TryRemove(this))
        {
            FolderTree.Remove(Root);
        }
    }
}
