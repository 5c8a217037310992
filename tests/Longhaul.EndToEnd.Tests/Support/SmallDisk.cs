using System.Diagnostics;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A small file system in memory, mounted for one test: as root, or by sudo where that asks for no password.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    public SmallDisk(int megabytes)
    {
        Folder = Directory.CreateTempSubdirectory("longhaul-disk-").FullName;
        _filler = Path.Combine(Folder, "filler");
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0777", "longhaul-test", Folder);
    }

    public string Folder { get; }

    /// <summary>Fills it to the last page.</summary>
    public void TakeAllRoom()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.Delete, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4_096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Takes the filling away.</summary>
    public void GiveRoom() => File.Delete(_filler);

    public void Dispose()
    {
        Run("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = Environment.IsPrivilegedProcess ? new ProcessStartInfo(program, arguments) : new ProcessStartInfo("sudo", ["-n", program, .. arguments]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} needs root, or sudo without a password");
    }
}
