using System.Buffers.Text;

namespace Longhaul.Processes;

/// <summary>One line of /proc/PID/stat, as far as it is needed. Times are in clock ticks (100 a second), start counts from boot.</summary>
internal readonly record struct ProcStat(
    int Pid, char State, int Parent, int Group, int Session, long CpuTicks, long StartTicks, long RssPages)
{
    /// <summary>Zombies are dead: they run nothing and hold nothing but their number.</summary>
    internal bool IsAlive => State is not ('Z' or 'X' or 'x');

    internal static bool TryRead(int pid, out ProcStat stat)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var count = ProcFile.Read($"/proc/{pid}/stat", buffer);
        return TryParse(pid, buffer[..Math.Max(count, 0)], out stat);
    }

    internal static bool TryParse(int pid, ReadOnlySpan<byte> line, out ProcStat stat)
    {
        stat = default;
        // The name may itself contain spaces and brackets; the last bracket ends it.
        var afterName = line.LastIndexOf((byte)')') + 2;
        if (afterName < 2 || afterName >= line.Length)
        {
            return false;
        }
        Span<long> fields = stackalloc long[21];
        var rest = line[afterName..];
        var state = (char)rest[0];
        if (!TryReadNumbers(rest[1..], fields))
        {
            return false;
        }
        // Field numbers of proc(5) less 4: the first number after the state is field 4.
        stat = new ProcStat(pid, state, (int)fields[0], (int)fields[1], (int)fields[2],
            fields[10] + fields[11] + fields[12] + fields[13], fields[18], fields[20]);
        return true;
    }

    static bool TryReadNumbers(ReadOnlySpan<byte> text, Span<long> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            text = text.TrimStart((byte)' ');
            if (!Utf8Parser.TryParse(text, out numbers[i], out var used))
            {
                return false;
            }
            text = text[used..];
        }
        return true;
    }
}
