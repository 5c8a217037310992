using System.Text;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution.Scratch;

/// <summary>An attempt's own folder: <c>work/JOB-INSTANCE-CLAIM</c> below the data folder. It is gone when the attempt is over.</summary>
internal sealed class ScratchFolder
{
    private FileId _made;
    private bool _hasSecrets;

    private ScratchFolder(string path) => Root = path;

    /// <summary>Where the job may write what it likes.</summary>
    public string Root { get; }

    /// <summary>What the job leaves here is published.</summary>
    public string Output => Path.Join(Root, "output");

    /// <summary>The command's <c>TMPDIR</c>.</summary>
    public string Temporary => Path.Join(Root, "tmp");

    /// <summary>The job's input as JSON.</summary>
    public string Input => Path.Join(Root, "input.json");

    /// <summary>Secrets that the job gets as files.</summary>
    public string Secrets => Path.Join(Root, "secrets");

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
        // No other attempt has this name: what lies here, such as a link to elsewhere, somebody put in its way.
        FolderTree.Remove(Root);
        Directory.CreateDirectory(Root);
        _made = FileEntry.Inspect(Root).Id;
        Directory.CreateDirectory(Output);
        Directory.CreateDirectory(Temporary);
    }

    /// <summary>
    /// True where the output folder is there; false where the command removed it. To be asked before anything is moved or removed in either
    /// folder: a link in the place of one would lead to files that are none of the job's.
    /// </summary>
    /// <exception cref="UnsafePathException">Something else is in the place of one of them.</exception>
    public bool HasOutput()
    {
        var root = FileEntry.Inspect(Root);
        if (root.Kind is not (FileEntryKind.Missing or FileEntryKind.Folder) || (root.Kind == FileEntryKind.Folder && root.Id != _made))
        {
            throw Replaced("LONGHAUL_WORK", root.Kind == FileEntryKind.Folder ? "another folder" : root.What);
        }

        var output = FileEntry.Inspect(Output);
        return output.Kind switch
        {
            FileEntryKind.Missing => false,
            FileEntryKind.Folder => true,
            _ => throw Replaced("LONGHAUL_OUTPUT", output.What),
        };
    }

    /// <summary>Writes a secret into a file of its own that nobody but this user may read; answers with its path.</summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public string WriteSecret(string name, string value)
    {
        _hasSecrets = true;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Secrets);
        }
        else
        {
            Directory.CreateDirectory(Secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var path = Path.Join(Secrets, name);
        using var file = new FileStream(path, Private(FileMode.CreateNew));
        file.Write(Encoding.UTF8.GetBytes(value));
        return path;
    }

    /// <summary>Removes the files of secrets at once; the rest may wait.</summary>
    public void RemoveSecrets()
    {
        try
        {
            // Only in the folder that was made: a link in its place would lead to a folder of somebody else's.
            if (_hasSecrets && FileEntry.Inspect(Root) is { Kind: FileEntryKind.Folder } root && root.Id == _made
                && FileEntry.Inspect(Secrets).Kind != FileEntryKind.Missing)
            {
                FolderTree.Remove(Secrets);
            }
        }
        catch (IOException)
        {
            // It is tried again with the whole folder, and what stays then is told.
        }
    }

    /// <summary>Writes down the job's input, as JSON text.</summary>
    /// <param name="json">The input.</param>
    /// <param name="isPrivate">Nobody but this user may read it.</param>
    public void WriteInput(string json, bool isPrivate = false)
    {
        if (isPrivate)
        {
            using var secret = new FileStream(Input, Private(FileMode.CreateNew));
            secret.Write(Encoding.UTF8.GetBytes(json));
            return;
        }

        // The folder is this attempt's own, so there is no longer text to cut off: a file that is cut to nothing first, ext4 writes to the
        // disk as it is closed (2 % of all processor time while many short jobs ran).
        using var file = File.OpenHandle(Input, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
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

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static UnsafePathException Replaced(string variable, string by) =>
        new($"{by} is in the place of the folder ${variable}, so that nothing is published; write into that folder and leave it where it is.");
}
