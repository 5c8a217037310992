using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Instances;

/// <summary>What a worker process wrote down about itself.</summary>
/// <param name="Id">Its own id, by which its child processes and its scratch folders are marked.</param>
/// <param name="Process">Which process it is; null where that cannot be read.</param>
/// <param name="Leases">The ids under which it was registered in the store and started attempts.</param>
internal sealed record InstanceRecord(string Id, ProcessIdentity? Process, IReadOnlySet<Guid> Leases)
{
    private const string ProcessWord = "process", LeaseWord = "lease";

    /// <summary>The first line of its file.</summary>
    public static string LineOf(ProcessIdentity process) =>
        $"{ProcessWord} {process.BootId} {process.PidNamespace} {process.Pid} {process.StartTicks}";

    /// <summary>The line for an id under which it was registered.</summary>
    public static string LineOf(Guid lease) => $"{LeaseWord} {lease:N}";

    /// <summary>Reads a file; lines that make no sense, such as one that was cut short, are passed over.</summary>
    public static InstanceRecord Parse(string id, string text)
    {
        ProcessIdentity? process = null;
        var leases = new HashSet<Guid>();
        foreach (var words in text.Split('\n').Select(line => line.Split(' ')))
        {
            if (words is [ProcessWord, var boot, var space, var pid, var start] && int.TryParse(pid, out var number) && long.TryParse(start, out var ticks))
            {
                process = new ProcessIdentity(boot, space, number, ticks);
            }
            else if (words is [LeaseWord, var lease] && Guid.TryParseExact(lease, "N", out var known))
            {
                leases.Add(known);
            }
        }

        return new InstanceRecord(id, process, leases);
    }
}
