using System.Runtime.InteropServices;

namespace Longhaul.Processes.Native;

/// <summary>Zeroed memory for an object whose layout only the C library knows.</summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    internal NativeBlock(int size) => Start = (byte*)NativeMemory.AllocZeroed((nuint)size);

    internal byte* Start { get; private set; }

    public void Dispose()
    {
        NativeMemory.Free(Start);
        Start = null;
    }
}
