using System.Globalization;
using System.Runtime.InteropServices;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Liveness;

/// <summary>
/// Proof by the kernel: within the same boot and pid namespace, a pid that is not there, or that started at another time, is another
/// process. Elsewhere than Linux nothing is ever proven, and leases run out instead.
/// </summary>
internal sealed class ProcProcessProof : IProcessProof
{
    private const int NoSuchProcess = 3;

    public ProcProcessProof() =>
        Self = new WorkerProcess(
            Environment.MachineName, ReadLine("sys/kernel/random/boot_id"), Namespace(), Environment.ProcessId,
            Stat(Environment.ProcessId.ToString(CultureInfo.InvariantCulture))?.StartTicks ?? 0);

    public WorkerProcess Self { get; }

    public bool IsGone(WorkerProcess process) =>
        SharesOurView(process) && !IsAlive(process);

    private bool SharesOurView(WorkerProcess process) =>
        Self.BootId.Length > 0 && Self.PidNamespace.Length > 0 && Self.StartTicks > 0 && process.StartTicks > 0
        && process.BootId == Self.BootId && process.PidNamespace == Self.PidNamespace;

    private static bool IsAlive(WorkerProcess process)
    {
        var pid = process.Pid.ToString(CultureInfo.InvariantCulture);
        if (Stat(pid) is not { } stat)
        {
            // Unreadable is not gone: /proc can be mounted so that it hides the processes of others.
            return Signal(process.Pid, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;
        }

        if (stat.StartTicks != process.StartTicks)
        {
            return false;
        }

        // A leader can be a zombie while its other threads still run; a killed process that nobody reaped is one in all its threads.
        return stat.Runs || Threads(pid).Any(thread => Stat($"{pid}/task/{thread}")?.Runs ?? false);
    }

    private static IEnumerable<string> Threads(string pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task").Select(path => Path.GetFileName(path)!)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static ProcessStat? Stat(string path)
    {
        var text = ReadLine($"{path}/stat");

        // The name in parentheses may hold anything, so fields are counted from the last one: state is the 3rd, the start time the 22nd.
        var rest = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length > 19 && long.TryParse(rest[19], CultureInfo.InvariantCulture, out var start)
            ? new ProcessStat(rest[0][0] is not ('Z' or 'X' or 'x'), start)
            : null;
    }

    private static string ReadLine(string path)
    {
        try
        {
            return File.ReadAllText($"/proc/{path}").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Namespace()
    {
        try
        {
            return new FileInfo($"/proc/self/ns/pid").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int pid, int signal);

    private readonly record struct ProcessStat(bool Runs, long StartTicks);
}
