namespace Longhaul.Sqlite.Engine;

/// <summary>
/// Fails calls that have waited too long, so that nobody hangs while the writer's thread waits in the kernel for a lock or a disk.
/// </summary>
internal sealed class PatienceWatch : IDisposable
{
    /// <summary>How long a call may wait to begin.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PatienceOnceBegun = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private List<WriteCall> _calls = [];
    private bool _watching;

    public PatienceWatch(string path, TimeProvider clock)
    {
        (_path, _clock) = (path, clock);
        _timer = clock.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(WriteCall call)
    {
        lock (_gate)
        {
            _calls.Add(call);
            if (!_watching)
            {
                _watching = _timer.Change(Period, Period);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        List<WriteCall> calls;
        lock (_gate)
        {
            _calls = _calls.FindAll(call => !call.IsAnswered);
            calls = [.. _calls];
            if (calls.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _watching = false;
            }
        }

        calls.ForEach(Judge);
    }

    private void Judge(WriteCall call)
    {
        var age = _clock.GetElapsedTime(call.AskedAt);
        if (call.HasBegun && age > PatienceOnceBegun)
        {
            call.Fail(Faults.Slow(_path));
        }
        else if (!call.HasBegun && age > Patience)
        {
            call.GiveUp(Faults.Locked(_path));
        }
    }
}
