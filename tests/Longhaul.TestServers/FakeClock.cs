namespace Longhaul.TestServers;

/// <summary>A clock that is off for the programs that are started with it, by libfaketime; it can be set while they run. Intervals are measured as ever.</summary>
public sealed class FakeClock : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    /// <summary>One that is right until it is set.</summary>
    public FakeClock()
    {
        File.SetUnixFileMode(_file, (UnixFileMode)0b110_100_100);
        Set(TimeSpan.Zero);
    }

    /// <summary>The variables for programs that go by it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("this test needs libfaketime; install Debian's package faketime"),
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

        // Else waits that go by the monotonic clock, as all of .NET's do, are over at once.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    /// <summary>Sets it so far ahead of the real one; behind where negative.</summary>
    public void Set(TimeSpan ahead)
    {
        var next = _file + ".next";
        File.WriteAllText(next, $"{(ahead < TimeSpan.Zero ? "-" : "+")}{ahead.Duration().TotalSeconds:0}");
        File.SetUnixFileMode(next, (UnixFileMode)0b110_100_100);
        File.Move(next, _file, overwrite: true);
    }

    /// <summary>Removes its file.</summary>
    public void Dispose() => File.Delete(_file);
}
