using Longhaul.Processes.Native;

namespace Longhaul.Processes;

/// <summary>Starts one child. Runs on the loop's thread, so that the child has what that thread has set on itself.</summary>
internal sealed class Spawner(SupervisorParts parts, ChildLoop loop, SupervisorOptions options) : IDisposable
{
    readonly SpawnPlan _plan = new();

    internal TreeLife Start(ChildProcessSpec spec, string path, OutputSink sink)
    {
        var tree = parts.Trees.Reserve();
        try
        {
            return Start(spec, path, sink, tree);
        }
        catch
        {
            parts.Trees.Remove(tree);
            throw;
        }
    }

    public void Dispose() => _plan.Dispose();

    TreeLife Start(ChildProcessSpec spec, string path, OutputSink sink, long tree)
    {
        using var pipes = new OutputPipes();
        var startedAt = parts.Time.GetTimestamp();
        var files = new SpawnFiles(spec.WorkingDirectory, -1, pipes.Out.Write, pipes.Error.Write);
        var error = _plan.Run(new SpawnCommand(path, spec.Arguments, EnvironmentOf(spec, tree)), files, out var pid);
        if (error != 0)
        {
            throw ExecutableLookup.Explain(error, path, spec);
        }
        parts.Markers.Tag(pid, tree);
        LimitSetter.Apply(pid, spec.Limits);
        return Attach(pid, tree, pipes, sink, startedAt, spec);
    }

    List<string> EnvironmentOf(ChildProcessSpec spec, long tree)
    {
        var entries = new List<string>(spec.Environment.Count + 2)
        {
            $"{TreeMarkers.InstanceVariable}={parts.Markers.InstanceId}",
            $"{TreeMarkers.TreeVariable}={parts.Markers.TreeVariableValue(tree)}",
        };
        foreach (var (name, value) in spec.Environment)
        {
            if (name is not (TreeMarkers.InstanceVariable or TreeMarkers.TreeVariable))
            {
                entries.Add($"{name}={value}");
            }
        }
        return entries;
    }

    TreeLife Attach(int pid, long tree, OutputPipes pipes, OutputSink sink, long startedAt, ChildProcessSpec spec)
    {
        var (pidfd, start) = Observe(pid);
        var (outFd, errorFd) = pipes.TakeReadEnds();
        var output = new ChildOutput(loop, outFd, errorFd, sink, options.MaxLineBytes, parts.Time);
        var exit = new LeaderExit(loop, pid, pidfd, parts.Time);
        var leader = new SpawnedLeader(ProcessIdentity.At(pid, start), new TreeKey(tree, pid, start), exit, output, startedAt, WorkerPeak());
        var life = new TreeLife(parts, leader, spec);
        parts.Trees.Add(life);
        leader.Listen();
        return life;
    }

    /// <summary>A child that cannot be watched is not kept.</summary>
    static (int Pidfd, long StartTicks) Observe(int pid)
    {
        var pidfd = Descriptors.OpenProcess(pid);
        try
        {
            if (pidfd >= 0 && ProcStat.TryRead(pid, out var stat))
            {
                return (pidfd, stat.StartTicks);
            }
        }
        catch (IOException)
        {
            Libc.Close(pidfd);
        }
        Abandon(pid);
        throw new ChildStartException(StartFailure.Resources, "The child could not be watched: out of file descriptors. It was ended.");
    }

    static unsafe void Abandon(int pid)
    {
        Libc.Kill(-pid, Signals.Kill);
        int status;
        ResourceUsage usage;
        Libc.Wait4(pid, &status, 0, &usage);
        Leaders.Remove(pid);
    }

    static unsafe long WorkerPeak()
    {
        ResourceUsage usage;
        return Libc.GetUsage(0, &usage) == 0 ? usage.MaxResidentKiB * 1024 : 0;
    }
}
