namespace Longhaul.Worker.Memory;

/// <summary>
/// Tells whether the kernel has killed for want of memory of late. Its count is read now and then, and not at the start of each command: that took
/// a tenth of the time of a short one.
/// </summary>
internal sealed class OomCounter(Func<long?> read, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long? _count = read();
    private long? _roseAt;

    /// <summary>Looks whether it has.</summary>
    public void Note()
    {
        var now = read();
        lock (_lock)
        {
            _roseAt = now > _count ? clock.GetTimestamp() : _roseAt;
            _count = now ?? _count;
        }
    }

    /// <summary>True where it has since a timestamp of the clock.</summary>
    public bool HasRisenSince(long timestamp)
    {
        Note();
        lock (_lock)
        {
            return _roseAt >= timestamp;
        }
    }
}
