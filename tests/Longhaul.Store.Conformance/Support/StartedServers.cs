using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Longhaul.Store.Conformance.Support.StartedServers))]

namespace Longhaul.Store.Conformance.Support;

/// <summary>
/// The servers that factories have started. They end with the run and not with the process: to throw their files away takes seconds, and a process that has not
/// ended after eleven counts as failed.
/// </summary>
public sealed class StartedServers : IDisposable
{
    private static readonly ConcurrentStack<IDisposable> Started = new();

    /// <summary>Sees to the end of a server; what was started last ends first.</summary>
    public static T Keep<T>(T server)
        where T : IDisposable
    {
        Started.Push(server);
        return server;
    }

    public void Dispose()
    {
        while (Started.TryPop(out var server))
        {
            server.Dispose();
        }
    }
}
