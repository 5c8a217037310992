namespace Longhaul.Worker;

/// <summary>Open or closed; many may wait until it is open.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = New();

    public bool IsOpen => _opened.Task.IsCompleted;

    /// <summary>Opens it; true where it was closed.</summary>
    public bool Open()
    {
        lock (_lock)
        {
            return _opened.TrySetResult();
        }
    }

    /// <summary>Closes it; true where it was open.</summary>
    public bool Close()
    {
        lock (_lock)
        {
            if (!IsOpen)
            {
                return false;
            }

            _opened = New();
            return true;
        }
    }

    public Task WaitAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            return _opened.Task.WaitAsync(cancel);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
