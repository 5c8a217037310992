using System.Runtime.InteropServices;
using System.Text;

namespace Longhaul.Processes;

/// <summary>A null-terminated array of C strings in one block of memory.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    byte* _block;

    internal NativeStrings(IReadOnlyList<string> values)
    {
        var pointers = (values.Count + 1) * sizeof(byte*);
        var size = pointers + values.Sum(value => Encoding.UTF8.GetMaxByteCount(value.Length) + 1);
        _block = (byte*)NativeMemory.Alloc((nuint)size);
        var next = _block + pointers;
        for (var i = 0; i < values.Count; i++)
        {
            Pointers[i] = next;
            next += Encoding.UTF8.GetBytes(values[i], new Span<byte>(next, (int)(_block + size - next)));
            *next++ = 0;
        }
        Pointers[values.Count] = null;
    }

    internal byte** Pointers => (byte**)_block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
