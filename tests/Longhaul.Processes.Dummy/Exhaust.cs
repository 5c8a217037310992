namespace Longhaul.Processes.Dummy;

/// <summary>Looks at a process while this one has not one descriptor left. Brief, because the runtime itself does not live long like that.</summary>
static class Exhaust
{
    internal static int Run()
    {
        var files = new FileStream[10_000];
        var looks = (Before: ProcessIdentity.Self.Check(), During: Liveness.Dead);
        Look(ref looks.During);
        var taken = TakeAll(files);
        Look(ref looks.During);
        for (var i = 0; i < taken; i++)
        {
            files[i].Dispose();
        }
        Console.WriteLine($"{looks.Before} {looks.During} {ProcessIdentity.Self.Check()}");
        return 0;
    }

    static void Look(ref Liveness liveness) => liveness = ProcessIdentity.Self.Check();

    static int TakeAll(FileStream[] files)
    {
        var taken = 0;
        try
        {
            while (true)
            {
                files[taken] = new FileStream("/dev/null", FileMode.Open);
                taken++;
            }
        }
        catch (IOException)
        {
            return taken;
        }
    }
}
