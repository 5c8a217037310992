using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Longhaul.Processes.Native;

/// <summary>Readiness of many descriptors for one thread. Keys are never reused, so that a late event finds nobody instead of a stranger.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    internal const uint Readable = 0x1;
    internal const uint HungUp = 0x10;
    internal const uint OneShot = 0x40000000;
    const int Add = 1, Delete = 2, Modify = 3;
    const int Capacity = 128;

    // The kernel packs this structure on x64 and nowhere else.
    static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    static readonly int KeyOffset = Stride - 8;

    readonly int _fd = Libc.EpollCreate(Constants.CloseOnExec);
    readonly byte[] _events = new byte[Capacity * 16];

    internal bool Watch(int fd, long key, uint events) => Control(Add, fd, key, events);

    internal bool Rearm(int fd, long key, uint events) => Control(Modify, fd, key, events);

    internal void Forget(int fd) => Control(Delete, fd, 0, 0);

    /// <summary>Waits without limit and fills <paramref name="ready"/> with what is ready.</summary>
    internal void Wait(List<(long Key, uint Events)> ready)
    {
        ready.Clear();
        int count;
        fixed (byte* events = _events)
        {
            count = Libc.EpollWait(_fd, events, Capacity, -1);
        }
        for (var i = 0; i < count; i++)
        {
            var entry = _events.AsSpan(i * Stride, Stride);
            ready.Add((BinaryPrimitives.ReadInt64LittleEndian(entry[KeyOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(entry)));
        }
    }

    public void Dispose() => Libc.Close(_fd);

    bool Control(int operation, int fd, long key, uint events)
    {
        var buffer = stackalloc byte[16];
        var entry = new Span<byte>(buffer, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, events);
        BinaryPrimitives.WriteInt64LittleEndian(entry[KeyOffset..], key);
        return Libc.EpollControl(_fd, operation, fd, buffer) == 0;
    }
}
