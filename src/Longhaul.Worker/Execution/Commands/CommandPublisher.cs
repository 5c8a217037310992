using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Scratch;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Publishes what a command that ended well left in its output folder, and what it named by <c>::artifact</c>.</summary>
internal sealed class CommandPublisher(IArtifactStore artifacts, ArtifactQuota quota)
{
    /// <summary>The manifest as JSON text; null where there is nothing to publish.</summary>
    /// <exception cref="UnsafePathException">A file that may not be published.</exception>
    /// <exception cref="JobFailedException">A named file, or the folder that is to be published, is not there.</exception>
    public async Task<string?> PublishAsync(AttemptContext context, CommandSpec command, ScratchFolder scratch, IReadOnlyList<string> named)
    {
        if (!scratch.HasOutput())
        {
            return command.Artifacts.Count + named.Count == 0 ? null : throw NoFolder(scratch);
        }

        RefuseSecretNames(context, scratch);
        var patterns = command.Artifacts.ToList();
        var moved = new Dictionary<string, string>();
        foreach (var path in named)
        {
            var taken = Take(scratch, path, moved);
            patterns.AddRange(patterns.Count > 0 ? [taken] : []);
        }

        var place = new ArtifactPlace(context.Job.RootId, context.Job.Step, context.Attempt);
        await quota.RequireAsync(context, scratch.Output, patterns);
        try
        {
            return (await artifacts.PublishAsync(place, scratch.Output, patterns, context.Stop.Token))?.ToJson();
        }
        catch (ArtifactStoreException refused) when (refused.Trouble == ArtifactTrouble.Refused)
        {
            // The command has run: given back, it would run again and again.
            throw new JobFailedException(new JobFailure(new JobError("bucket", refused.Message), FailureNature.Transient));
        }
    }

    // A name is shown wherever artifacts are, and masked it would be another one.
    private static void RefuseSecretNames(AttemptContext context, ScratchFolder scratch)
    {
        if (context.Mask.IsEmpty)
        {
            return;
        }

        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var names = Directory.EnumerateFileSystemEntries(scratch.Output, "*", all).Select(path => Path.GetRelativePath(scratch.Output, path));
        if (names.Any(name => context.Mask.IsIn(System.Text.Encoding.UTF8.GetBytes(name))))
        {
            throw new JobFailedException(new JobFailure(
                new JobError("artifact", "The name of a file in $LONGHAUL_OUTPUT has the value of a secret in it, so that nothing is published; name it otherwise."),
                FailureNature.Permanent));
        }
    }

    // What lies elsewhere in the scratch folder is moved into the output folder, once, however often it is named. Returns its path there.
    private static string Take(ScratchFolder scratch, string path, Dictionary<string, string> moved)
    {
        var relative = path.StartsWith(scratch.Root + "/", StringComparison.Ordinal) ? path[(scratch.Root.Length + 1)..] : path;
        var inOutput = SafePath.Resolve(scratch.Output, relative);
        if (relative == path && File.Exists(inOutput))
        {
            return Path.GetRelativePath(scratch.Output, inOutput);
        }

        var source = SafePath.Resolve(scratch.Root, relative);
        if (source.StartsWith(scratch.Output + "/", StringComparison.Ordinal) && File.Exists(source))
        {
            return Path.GetRelativePath(scratch.Output, source);
        }

        return moved.TryGetValue(source, out var there) && !File.Exists(source) ? there : moved[source] = Move(source, scratch.Output, path);
    }

    private static string Move(string source, string output, string named)
    {
        var name = Path.GetFileName(source);
        if (!File.Exists(source))
        {
            throw Failed($"The artifact '{named}' is not there; files are looked for in $LONGHAUL_OUTPUT and $LONGHAUL_WORK.");
        }

        if (Path.Exists(Path.Join(output, name)))
        {
            throw Failed($"The artifact '{named}' cannot be published: the output folder has another file named '{name}'.");
        }

        File.Move(source, Path.Join(output, name));
        return name;
    }

    // The same command would remove it again.
    private static JobFailedException NoFolder(ScratchFolder scratch) => new(new JobFailure(
        new JobError("artifact", $"The output folder '{scratch.Output}' ($LONGHAUL_OUTPUT) is gone, so that no artifact can be published from it."),
        FailureNature.Permanent));

    private static JobFailedException Failed(string message) => new(new JobFailure(new JobError("artifact", message)));
}
