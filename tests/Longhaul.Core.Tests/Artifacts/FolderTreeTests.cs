using System.Diagnostics;
using System.Runtime.InteropServices;
using Longhaul.Core.Artifacts;

namespace Longhaul.Core.Tests.Artifacts;

public sealed partial class FolderTreeTests : IDisposable
{
    private const int Nobody = 65534;

    private readonly string _base = Directory.CreateTempSubdirectory("longhaul-").FullName;
    private readonly string _folder;

    public FolderTreeTests() => _folder = Directory.CreateDirectory(Path.Join(_base, "folder")).FullName;

    [Theory]
    [InlineData("echo x > \"$1/file\"; mkdir -p \"$1/a/b/c\"; echo y > \"$1/a/b/file\"; mkfifo \"$1/pipe\"")]
    [InlineData("touch \"$1/$(printf 'a\\377b')\"; mkdir -p \"$1/$(printf 'c\\377')/d\"")]
    [InlineData("mkdir -p \"$1/a\"; touch \"$1/a/file\"; chmod 0555 \"$1/a\" \"$1\"")]
    [InlineData("mkdir -p \"$1/a/b\"; touch \"$1/a/b/file\"; chmod 0000 \"$1/a/b\"; chmod 0111 \"$1/a\"")]
    [InlineData("mkdir -p \"$1/.longhaul-removes-0/x\" \"$1/a/b/c\" \"$1/a/d\"; touch \"$1/.longhaul-removes-1\"")]
    [InlineData("n=$(printf 'n%.0s' $(seq 200)); cd \"$1\"; mkdir -p $(printf \"$n/%.0s\" $(seq 30))")]
    [InlineData("cd \"$1\"; mkdir many; cd many; seq 4200 | xargs touch; mkdir -p x/y")]
    [InlineData("rmdir \"$1\"; echo x > \"$1\"")]
    [InlineData("rmdir \"$1\"; ln -s /no/such/thing \"$1\"")]
    [InlineData("rmdir \"$1\"; mkfifo \"$1\"")]
    public void Whatever_a_job_left_is_removed(string script)
    {
        Shell($"{script}; cd /; [ $(id -u) -ne 0 ] || chown -Rh {Nobody} \"$2\"");

        AsNobody(() => FolderTree.Remove(_folder));

        Directory.EnumerateFileSystemEntries(_base).ShouldBeEmpty();
    }

    [Fact]
    public void Links_are_removed_and_what_they_lead_to_stays()
    {
        var outside = Directory.CreateDirectory(Path.Join(_base, "outside")).FullName;
        File.WriteAllText(Path.Join(outside, "precious"), "mine");
        Directory.CreateDirectory(Path.Join(_folder, "deep"));
        Directory.CreateSymbolicLink(Path.Join(_folder, "deep", "link"), outside);
        Directory.CreateSymbolicLink(Path.Join(_base, "itself"), outside);

        FolderTree.Remove(_folder);
        FolderTree.Remove(Path.Join(_base, "itself"));

        Directory.GetFileSystemEntries(_base).ShouldBe([outside]);
        File.ReadAllText(Path.Join(outside, "precious")).ShouldBe("mine");
    }

    [Fact]
    public void What_is_not_there_is_removed_already() => Should.NotThrow(() => FolderTree.Remove(Path.Join(_base, "nowhere")));

    [Fact]
    public void What_cannot_be_removed_is_told() => Should.Throw<IOException>(() => FolderTree.Remove("/proc")).Message.ShouldContain("/proc");

    public void Dispose() => Directory.Delete(_base, recursive: true);

    private void Shell(string script)
    {
        using var shell = Process.Start("sh", ["-c", $"set -e; {script}", "sh", _folder, _base]);
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }

    // Of one thread alone, by which the system then judges its work on files: who runs the tests may be root, whom nothing is forbidden.
    private static void AsNobody(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileUser(Nobody);
            failure = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(int user);
}
