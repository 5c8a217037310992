namespace Longhaul.Processes.Dummy;

/// <summary>Writes as fast as it can, in lines of the given length.</summary>
static class Flood
{
    internal static int Run(int megabytes, int lineBytes)
    {
        var block = new byte[1024 * 1024];
        Array.Fill(block, (byte)'x');
        for (var i = lineBytes - 1; i < block.Length; i += lineBytes)
        {
            block[i] = (byte)'\n';
        }
        using var output = Console.OpenStandardOutput();
        for (var i = 0; i < megabytes; i++)
        {
            output.Write(block);
        }
        return 0;
    }
}
