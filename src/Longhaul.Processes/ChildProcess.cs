namespace Longhaul.Processes;

/// <summary>A running child and its whole tree.</summary>
public sealed class ChildProcess
{
    readonly TreeLife _life;

    internal ChildProcess(TreeLife life) => _life = life;

    /// <summary>The tree's first process, which also leads its session and group.</summary>
    public ProcessIdentity Identity => _life.Identity;

    /// <summary>The leader's process number.</summary>
    public int Pid => _life.Identity.Pid;

    /// <summary>Completes when the leader was collected, its output is at the end and its leftovers are dead. Never fails.</summary>
    public Task<ExitRecord> Completion => _life.Completion;

    /// <summary>Memory and CPU of the tree, at most a second old and never before the first second's watch.</summary>
    public TreeUsage Usage => _life.Usage;

    /// <summary>Looks at the tree now, for who must know sooner than once a second: at those already known and what they have started since.</summary>
    public TreeUsage LookNow() => _life.Look();

    /// <summary>
    /// SIGTERM once to every group of the session, <paramref name="grace"/> (10 s by default) for it to end, SIGKILL to the tree, then
    /// proof that nobody is left. Asking again sends nothing more and waits for the same end.
    /// </summary>
    public Task<StopReport> StopAsync(TimeSpan? grace = null) => _life.StopAsync(grace ?? TimeSpan.FromSeconds(10));

    /// <summary>SIGKILL to the tree now, whatever grace is left, then proof.</summary>
    public Task<StopReport> KillNowAsync() => _life.KillNowAsync();
}
