using System.Threading.Channels;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Working;

/// <summary>Watches a project's file, and the folders of the files that its commands name.</summary>
internal sealed class ProjectFiles : IDisposable
{
    // An editor writes a file in several steps: what comes within this time is one change.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Channel<string> _changes = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropNewest });
    private readonly TimeProvider _clock;

    public ProjectFiles(ProjectDefinition project, string file, TimeProvider clock)
    {
        _clock = clock;
        Watch(Path.GetDirectoryName(file)!, Path.GetFileName(file));
        foreach (var folder in StepFolders(project))
        {
            Watch(folder, "*");
        }
    }

    /// <summary>Waits for a change and answers with the file.</summary>
    public async Task<string> WaitForChangeAsync(CancellationToken cancel)
    {
        var file = await _changes.Reader.ReadAsync(cancel);
        await Task.Delay(Settle, _clock, cancel);
        while (_changes.Reader.TryRead(out _))
        {
            // Part of the same change.
        }

        return file;
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    /// <summary>The folders, below the project's own, of files that its commands name.</summary>
    public static IReadOnlyList<string> StepFolders(ProjectDefinition project)
    {
        var kinds = project.Kinds.Values.Concat(project.Pipelines.Values.SelectMany(pipeline => pipeline.Steps).Select(step => step.Kind));
        var files = from kind in kinds
                    where kind.Command is not null
                    let start = Path.GetFullPath(kind.Command!.WorkingDirectory is { } cwd && !cwd.Contains("{{") ? cwd : ".", project.Folder)
                    from argument in kind.Command!.Arguments
                    where argument.Length < 300 && !argument.Contains("{{") && !argument.Contains('\0')
                    let file = Path.GetFullPath(argument, start)
                    where file.StartsWith(project.Folder + '/', StringComparison.Ordinal) && File.Exists(file)
                    select Path.GetDirectoryName(file)!;
        return [.. files.Distinct()];
    }

    private void Watch(string folder, string filter)
    {
        var watcher = new FileSystemWatcher(folder, filter) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Attributes };
        watcher.Changed += Take;
        watcher.Created += Take;
        watcher.Deleted += Take;
        watcher.Renamed += Take;
        watcher.EnableRaisingEvents = true;
        _watchers.Add(watcher);
    }

    private void Take(object sender, FileSystemEventArgs change) => _changes.Writer.TryWrite(change.Name ?? change.FullPath);
}
