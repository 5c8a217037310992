namespace Longhaul.Store.Conformance.Support;

/// <summary>A wall clock that stands still until it is told to move; timers run on real time.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _moves = new();
    private long _ms = new DateTimeOffset(2026, 3, 14, 15, 9, 26, 535, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _ms));

    /// <summary>Told after each move, before the mover goes on and before anybody else moves it: whoever writes down where it stands does so in order.</summary>
    public event EventHandler? Moved;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by)
    {
        lock (_moves)
        {
            Interlocked.Add(ref _ms, (long)by.TotalMilliseconds);
            Moved?.Invoke(this, EventArgs.Empty);
        }
    }
}
