using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>The first process of a container, which nobody else cleans up after.</summary>
public sealed class ContainerTests
{
    private const string Yaml = """
        jobs:
          leaves: { command: [bash, -c, 'for i in 1 2 3; do setsid bash -c "sleep 0.2 & sleep 300 & disown -a" & done; sleep 0.5; echo left >> ledger'] }
          endless: { command: [bash, -c, 'echo started >> ledger; sleep 600'], on_shutdown: requeue }
        """;

    [Fact]
    public async Task As_pid_1_it_collects_what_jobs_leave_behind_and_drains_when_told()
    {
        // The namespace's first process is the worker itself; root is not needed where users may make namespaces.
        string[] within = ["unshare", .. Environment.UserName == "root" ? Array.Empty<string>() : ["--user", "--map-root-user"], "--pid", "--fork", "--kill-child", "--mount-proc"];
        await using var project = new Project(Yaml) { Within = within };
        var outside = await project.WorkAsync();
        var worker = ProcFiles.Children(outside.Pid).ShouldHaveSingleItem();
        File.ReadAllLines($"/proc/{worker}/status").Single(line => line.StartsWith("NSpid:", StringComparison.Ordinal)).ShouldEndWith("\t1");

        await project.ReachesAsync(await project.EnqueueAsync("leaves"), JobState.Completed);
        project.Ledger().ShouldBe(["left"]);
        await Wait.UntilAsync(() => Leftover(worker).Length == 0, "nothing is left of the job, alive or uncollected", 20, () => Show(Leftover(worker)));

        var endless = await project.EnqueueAsync("endless");
        await project.LedgerHasAsync("started");
        Signals.Send(worker, Signals.Terminate);
        (await outside.EndAsync()).ShouldBe(0, outside.Said);
        var job = await project.JobAsync(endless);
        (job.State, job.Failures, job.Releases).ShouldBe((JobState.Ready, 0, 1));
    }

    /// <summary>An image is built from the Dockerfile on a base made of this machine's own files, and looked at from outside.</summary>
    [Fact]
    public async Task The_image_runs_jobs_as_its_own_user_on_a_read_only_root_and_ends_with_0_when_stopped()
    {
        var program = Path.Join(Checkout.Root, "src", "Longhaul.Cli", "bin", "Release", "net10.0");
        var folder = Path.Join(Path.GetTempPath(), $"lh-image-{Environment.ProcessId}");
        string[] script = [Path.Join(Checkout.Root, "tests", "Longhaul.EndToEnd.Tests", "Image", "image.sh"), Checkout.Root, program, folder];
        var start = new ProcessStartInfo(Environment.UserName == "root" ? script[0] : "sudo", Environment.UserName == "root" ? script[1..] : ["-n", .. script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await output + await errors);
        (await output).ShouldContain("jobs ran, what they left behind was reaped, SIGTERM ended it with 0");
        Directory.Exists(folder).ShouldBeFalse();
    }

    private static int[] Leftover(int worker) => ProcFiles.Children(worker);

    private static string Show(int[] pids) => string.Join('\n', pids.Select(pid => $"{pid} {ProcFiles.CommandLine(pid)}"));
}
