namespace Longhaul.Processes.Dummy;

/// <summary>Takes memory, touches every page, says so, and holds it until its input ends or it is stopped.</summary>
static class Memory
{
    internal static unsafe int Allocate(int megabytes)
    {
        var size = (nuint)megabytes * 1024 * 1024;
        var start = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(size);
        for (nuint i = 0; i < size; i += 4096)
        {
            start[i] = 1;
        }
        Console.WriteLine("allocated");
        return 0;
    }
}
