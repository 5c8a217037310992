namespace Longhaul.Processes;

/// <summary>
/// How much memory this process and its children may use, and who says so: a control group of version 2 or 1, or the whole machine. Found out once;
/// the figures are read anew each time.
/// </summary>
public sealed class MemorySource
{
    // At the very limit of a container or a machine the kernel kills, and it may choose the parent.
    const double UsableShare = 0.95;

    readonly string _root;
    readonly MemoryGroup? _group;

    MemorySource(string root, MemoryGroup? group, string name, long limitBytes, string? warning)
    {
        _root = root;
        _group = group;
        Name = name;
        LimitBytes = limitBytes;
        Warning = warning;
    }

    /// <summary>In a few words, such as <c>cgroup v2</c> or <c>machine</c>.</summary>
    public string Name { get; }

    /// <summary>What there is, in bytes.</summary>
    public long LimitBytes { get; }

    /// <summary>How much of it may be used before the kernel is near to killing, in bytes: 95 %.</summary>
    public long UsableBytes => UsableOf(LimitBytes);

    /// <summary>The same of another limit.</summary>
    public static long UsableOf(long limitBytes) => (long)(limitBytes * UsableShare);

    /// <summary>True where a control group sets the limit, as in a container.</summary>
    public bool IsGroup => _group is not null;

    /// <summary>
    /// True where the kernel, when memory runs out, kills all processes of the container at once: this one with its children. Kubernetes sets its containers so.
    /// </summary>
    public bool KillsTogether => Try(() => _group?.KillsTogether()).Value == true;

    /// <summary>What could not be read, in a sentence; null where all could.</summary>
    public string? Warning { get; }

    /// <summary>Finds out. What cannot be read counts as not there, with a <see cref="Warning"/>.</summary>
    /// <param name="root">The folder in which <c>proc</c> and <c>sys</c> are.</param>
    public static MemorySource Detect(string root = "/")
    {
        var (group, groupWarning) = Try(() => MemoryGroup.Find(root));
        var (total, totalWarning) = Try(() => MemoryFile.Field(Path.Join(root, "proc/meminfo"), "MemTotal") * 1024);
        var machine = total ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var warning = groupWarning ?? totalWarning;
        var sentence = warning is null ? null : $"The limit of memory is not known for sure, since {warning}; counted is with what else is known.";
        return group is not null && group.LimitBytes < machine
            ? new MemorySource(root, group, $"cgroup v{group.Version}", group.LimitBytes, sentence)
            : new MemorySource(root, null, total is null ? "runtime" : "machine", machine, sentence);
    }

    /// <summary>What the control group holds in all, in bytes, file pages that can be taken back at once left out; null where there is none or it does not say.</summary>
    public long? ReadUsedBytes() => Try(() => _group?.UsedBytes()).Value;

    /// <summary>What the machine can still give to anybody, in bytes; null where a control group sets the limit, or it does not say.</summary>
    public long? ReadAvailableBytes() => _group is null ? Try(() => MemoryFile.Field(Path.Join(_root, "proc/meminfo"), "MemAvailable") * 1024).Value : null;

    /// <summary>How often the kernel has killed a process for want of memory: of this process's group, or of the machine. Null where it does not say.</summary>
    public long? ReadOomKills() =>
        Try(() => _group is null ? MemoryFile.Field(Path.Join(_root, "proc/vmstat"), "oom_kill") : _group.OomKills()).Value;

    static (T? Value, string? Warning) Try<T>(Func<T?> read)
    {
        try
        {
            return (read(), null);
        }
        catch (IOException unreadable)
        {
            return (default, unreadable.Message);
        }
    }
}
