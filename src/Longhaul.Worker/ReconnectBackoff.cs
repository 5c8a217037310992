namespace Longhaul.Worker;

/// <summary>How long to wait before the store is tried again: 2, 4, 8, 16, 32 s, then always 32 s.</summary>
internal sealed class ReconnectBackoff
{
    private const int LongestSeconds = 32;
    private int _seconds = 1;

    public TimeSpan Next()
    {
        _seconds = Math.Min(_seconds * 2, LongestSeconds);
        return TimeSpan.FromSeconds(_seconds);
    }

    public void Reset() => _seconds = 1;
}
