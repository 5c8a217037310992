using System.Diagnostics;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>
/// Makes a project what it is in a container: its folder can only be read by whoever runs the worker, and data lies elsewhere. Where the tests run as root, whom no
/// permissions bind, the worker is another user's.
/// </summary>
internal sealed class ReadOnlyProject : IDisposable
{
    // That of the image.
    private const string User = "1654";
    private const string Writable = "var";

    private readonly Project _project;

    public ReadOnlyProject(Project project)
    {
        _project = project;
        project.Environment["LONGHAUL_DATA"] = Data;
        project.Environment["LONGHAUL_STORE"] = $"sqlite:{Path.Join(Data, "longhaul.db")}";
        project.Environment["HOME"] = Data;
        Directory.CreateDirectory(Data);
    }

    private string Data => _project.At(Writable);

    /// <summary>From now on; for workers that are started after it.</summary>
    public void Lock()
    {
        if (Environment.IsPrivilegedProcess)
        {
            // The checkout may be where another user cannot look.
            var program = _project.At("program");
            Run("cp", "-rL", Path.Join(Checkout.Root, "src", "Longhaul.Cli", "bin", "Release", "net10.0"), program);
            Run("chmod", "-R", "a+rX", _project.Folder);
            Run("chown", "-R", $"{User}:{User}", Data);
            (_project.Program, _project.Within) = (Path.Join(program, "longhaul"), ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"]);
        }
        else
        {
            SetFolders("a-w");
        }
    }

    /// <summary>Fails unless one step has published the first of these files, and the others with it.</summary>
    public void ShouldHavePublished(params string[] names)
    {
        var first = Directory.GetFiles(Path.Join(Data, "artifacts"), names[0], SearchOption.AllDirectories).ShouldHaveSingleItem();
        Directory.GetFiles(Path.GetDirectoryName(first)!).Select(Path.GetFileName).ShouldBe(names, ignoreOrder: true);
    }

    public void Dispose()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            SetFolders("u+w");
        }
    }

    private void SetFolders(string mode) => Run("find", _project.Folder, "-path", Data, "-prune", "-o", "-type", "d", "-exec", "chmod", mode, "{}", "+");

    private static void Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, string.Join(' ', command));
    }
}
