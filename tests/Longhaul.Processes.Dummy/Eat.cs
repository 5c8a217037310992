namespace Longhaul.Processes.Dummy;

/// <summary>Takes memory bit by bit, touches every page, holds all of it for a moment, and ends well.</summary>
static class Eat
{
    const int BiteMegabytes = 5;
    static readonly TimeSpan Chew = TimeSpan.FromMilliseconds(30), Rest = TimeSpan.FromSeconds(1);

    internal static async Task<int> RunAsync(int megabytes)
    {
        var eaten = new List<byte[]>();
        while (eaten.Count * BiteMegabytes < megabytes)
        {
            var bite = new byte[BiteMegabytes * 1024 * 1024];
            Array.Fill(bite, (byte)1);
            eaten.Add(bite);
            Console.WriteLine($"holds {eaten.Count * BiteMegabytes} MB");
            await Task.Delay(Chew, TimeProvider.System);
        }
        await Task.Delay(Rest, TimeProvider.System);
        GC.KeepAlive(eaten);
        return 0;
    }
}
