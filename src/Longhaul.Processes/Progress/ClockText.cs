using System.Buffers.Text;

namespace Longhaul.Processes;

/// <summary>Times as programs print them: <c>05</c>, <c>00:05</c>, <c>01:02:03.45</c>.</summary>
internal static class ClockText
{
    static readonly double LongestSeconds = TimeSpan.FromDays(1000).TotalSeconds;

    /// <summary>Reads the time at the beginning of the text; whatever follows it is ignored.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out TimeSpan time)
    {
        time = default;
        var seconds = 0.0;
        while (true)
        {
            if (!Utf8Parser.TryParse(text, out double part, out var used) || part < 0)
            {
                return false;
            }
            seconds = seconds * 60 + part;
            if (used >= text.Length || text[used] != ':')
            {
                break;
            }
            text = text[(used + 1)..];
        }
        if (!(seconds <= LongestSeconds))
        {
            return false;
        }
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
