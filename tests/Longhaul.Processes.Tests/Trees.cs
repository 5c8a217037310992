namespace Longhaul.Processes.Tests;

/// <summary>Trees that are hard to kill: each waits for its mark, prints its pids as <c>name=PID</c>, and ignores SIGTERM throughout.</summary>
public static class Trees
{
    /// <summary>A double fork, a session of its own, one with a cleaned environment, one with both, and all of them hold the pipe.</summary>
    public const string Deaf = """
        until grep -q 'realtime timeout *[0-9]' /proc/$$/limits; do :; done
        trap '' TERM HUP INT
        (bash -c 'trap "" TERM HUP; echo twice=$$; while :; do sleep 0.1; done' &)
        setsid bash -c 'trap "" TERM HUP; echo session=$$; while :; do sleep 0.1; done' &
        env -i bash -c 'trap "" TERM HUP; echo bare=$$; while :; do sleep 0.1; done' &
        (env -i setsid bash -c 'trap "" TERM HUP; echo daemon=$$; while :; do sleep 0.1; done' &)
        (set -m; bash -c 'trap "" TERM HUP; echo group=$$; while :; do sleep 0.1; done' &)
        echo leader=$$
        while :; do sleep 0.1; done
        """;

    public static async Task<int[]> PidsAsync(this Heard heard)
    {
        var pids = new List<int>();
        foreach (var name in (string[])["leader=", "twice=", "session=", "bare=", "daemon=", "group="])
        {
            pids.Add(await heard.PidAsync(name));
        }
        return [.. pids];
    }
}
