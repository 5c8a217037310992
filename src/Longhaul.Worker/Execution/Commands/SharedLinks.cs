using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Execution.Scratch;
using Microsoft.Extensions.Logging;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>
/// The folders with the links of steps that were expanded, each made once for all attempts of this worker: 5,000 items behind 5,000 others, each with links of
/// its own, would be 25 million of them. They lie where scratch folders do, so that they are swept with those of a worker that is gone.
/// </summary>
internal sealed class SharedLinks(string dataFolder, string instanceId, StepLinks links, TimeProvider clock, ILogger<SharedLinks> logger) : IAsyncDisposable
{
    /// <summary>A folder that nobody has used for so long is removed: its run is over, or waits. It costs one reading of the list to make it again.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<ContainerEnd, Shared> _known = [];
    private long _made;

    /// <summary>The folder for a step that was expanded and is over; null where nothing was published there. It stays until the user is released.</summary>
    /// <param name="container">The step's job.</param>
    /// <param name="user">Names the attempt.</param>
    /// <param name="stop">Gives up; the folder is made all the same, since others may wait for it.</param>
    public async Task<string?> UseAsync(JobRecord container, string user, CancellationToken stop)
    {
        RemoveIdle();
        var shared = Enter(new ContainerEnd(container.Id, container.Token, container.FinishedAt), user);
        return await shared.Links.WaitAsync(stop);
    }

    /// <summary>The attempt is over and needs none any more.</summary>
    public void Release(string user)
    {
        lock (_lock)
        {
            foreach (var shared in _known.Values.Where(shared => shared.Users.Remove(user)))
            {
                shared.UsedAt = clock.GetTimestamp();
            }
        }
    }

    /// <summary>Removes what nobody has used for long.</summary>
    public void RemoveIdle() => Remove(shared => shared.Users.Count == 0 && clock.GetElapsedTime(shared.UsedAt) >= Idle);

    /// <summary>Removes all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Task.WhenAll(All().Select(shared => shared.Links))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Remove(_ => true);
        _stop.Dispose();
    }

    private Shared Enter(ContainerEnd end, string user)
    {
        lock (_lock)
        {
            // One that could not be made is made anew.
            if (!_known.TryGetValue(end, out var shared) || shared.Links is { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                var folder = Path.Join(ScratchNames.RootOf(dataFolder), ScratchNames.OfLinks(instanceId, ++_made));
                _known[end] = shared = new Shared(folder, Task.Run(() => MakeAsync(folder, end.Container)));
            }

            shared.Users.Add(user);
            return shared;
        }
    }

    // In a folder named as that in a scratch folder is, where links are looked for before copies of artifacts are removed.
    private async Task<string?> MakeAsync(string folder, long container)
    {
        var run = Path.Join(folder, "run");
        try
        {
            await links.LinkChildrenAsync(run, container, _stop.Token);
            return Directory.Exists(run) ? Protected(run) : null;
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    // What one attempt leaves or removes there, by mistake, all the others would meet.
    private static string Protected(string run)
    {
        if (!OperatingSystem.IsWindows())
        {
            var own = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (var folder in Directory.GetDirectories(run, "*", own).Append(run))
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            }
        }

        return run;
    }

    private List<Shared> All()
    {
        lock (_lock)
        {
            return [.. _known.Values];
        }
    }

    private void Remove(Predicate<Shared> unneeded)
    {
        List<Shared> leaving;
        lock (_lock)
        {
            var ends = _known.Where(one => one.Value.Links.IsCompleted && unneeded(one.Value)).ToList();
            ends.ForEach(one => _known.Remove(one.Key));
            leaving = [.. ends.Select(one => one.Value)];
        }

        leaving.ForEach(shared => Remove(shared.Folder));
    }

    private void Remove(string folder)
    {
        try
        {
            FolderTree.Remove(folder);
        }
        catch (IOException problem)
        {
            logger.ScratchStays(folder, problem.Message);
        }
    }

    /// <summary>
    /// One end of a container: taken back and run again, it has another token, or ends at another time, and others may be among its children.
    /// </summary>
    private readonly record struct ContainerEnd(long Container, AttemptToken? Token, DateTimeOffset? FinishedAt);

    private sealed class Shared(string folder, Task<string?> links)
    {
        public string Folder => folder;

        /// <summary>The folder to link to; null where there is nothing in it.</summary>
        public Task<string?> Links => links;

        public HashSet<string> Users { get; } = [];

        /// <summary>When the last user left, as a timestamp.</summary>
        public long UsedAt { get; set; }
    }
}
