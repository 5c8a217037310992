using System.Text;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Instances;

/// <summary>This process's own record, locked until it ends.</summary>
internal sealed class LiveInstance : IDisposable
{
    private readonly InstanceFolder _folder;
    private readonly FileStream _held;
    private readonly FileStream _record;
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _leases = [];

    public LiveInstance(InstanceFolder folder, string id, FileStream held, FileStream record)
    {
        (_folder, Id, _held, _record) = (folder, id, held, record);
        Write(InstanceRecord.LineOf(ProcessIdentity.Self));
    }

    /// <summary>Marks its child processes and its scratch folders.</summary>
    public string Id { get; }

    /// <summary>
    /// Writes down an id under which this process is registered, before the first attempt under it starts: who finds that lease dead must
    /// find the processes that belong to it.
    /// </summary>
    public void Note(Guid lease)
    {
        lock (_lock)
        {
            if (!_leases.Contains(lease))
            {
                Write(InstanceRecord.LineOf(lease));
                _leases.Add(lease);
            }
        }
    }

    /// <summary>Strikes this process off and frees the lock.</summary>
    public void Dispose()
    {
        _record.Dispose();
        _folder.Forget(Id);
        _held.Dispose();
    }

    private void Write(string line) => _record.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
