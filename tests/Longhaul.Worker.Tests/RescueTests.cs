using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class RescueTests
{
    [Fact]
    public async Task A_worker_that_starts_recovers_its_own_orphans_at_once_even_exclusive_ones_after_killing_strays()
    {
        await using var worker = new TestWorker();
        var (dead, id) = await LeaveOrphanAsync(worker, new NewJob { Kind = "work", Exclusive = true });
        worker.Proof.Gone[99] = true;

        await worker.StartAsync();
        var job = await worker.UntilAsync(id, JobState.Completed);

        (job.Attempt, job.Failures).ShouldBe((2, 0));
        (await OutcomesAsync(worker, id)).ShouldBe(["worker_lost", "completed"]);
        worker.Strays.Swept.ShouldContain(dead);
        (await worker.Log.WaitForAsync("JOB_RESCUED")).Message.ShouldContain($"Job {id}");
        worker.Log.Entries.Single(entry => entry.Message.StartsWith("[5/6]", StringComparison.Ordinal)).Message.ShouldContain("1 jobs rescued");
    }

    [Fact]
    public async Task As_long_as_strays_cannot_be_proven_dead_their_jobs_are_not_rescued()
    {
        await using var worker = new TestWorker();
        var (_, id) = await LeaveOrphanAsync(worker, new NewJob { Kind = "work", Exclusive = true });
        worker.Proof.Gone[99] = true;
        worker.Strays.Fails = new InvalidOperationException("something is still alive");

        worker.Begin();
        await worker.Log.WaitForAsync("STARTUP_WAITS");
        (await worker.Inner.Queries.GetAsync(id))!.State.ShouldBe(JobState.Running);

        worker.Strays.Fails = null;
        await worker.UntilAsync(id, JobState.Completed);
    }

    [Fact]
    public async Task The_jobs_of_a_worker_that_fell_silent_are_rescued_when_its_lease_is_over()
    {
        await using var worker = new TestWorker();
        var (_, id) = await LeaveOrphanAsync(worker, new NewJob { Kind = "work" });

        await worker.StartAsync();

        await worker.UntilAsync(id, JobState.Completed);
        (await OutcomesAsync(worker, id)).ShouldBe(["worker_lost", "completed"]);
        worker.Strays.Swept.ShouldBeEmpty();
    }

    [Fact]
    public async Task Exclusive_jobs_of_ones_own_lost_lease_are_free_as_soon_as_they_have_ended_here()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = (job, stop) =>
            job.Attempt > 1 ? Task.FromResult(Outcome.Completed()) : FakeRunner.UntilStoppedAsync(job, stop);
        var id = await worker.EnqueueAsync(job: new NewJob { Kind = "work", Exclusive = true });
        await worker.StartAsync();
        await worker.UntilAsync(id, JobState.Running);

        await worker.Inner.Workers.DeregisterAsync(worker.Host.Current.Instance);

        (await worker.UntilAsync(id, JobState.Completed)).Attempt.ShouldBe(2);
    }

    [Fact]
    public void This_process_lives_and_one_of_another_time_boot_or_namespace_is_told_apart()
    {
        var proof = new ProcProcessProof();
        var me = proof.Self;

        me.Pid.ShouldBe(Environment.ProcessId);
        proof.IsGone(me).ShouldBeFalse();
        proof.IsGone(me with { StartTicks = me.StartTicks - 1 }).ShouldBeTrue();
        proof.IsGone(me with { BootId = "another boot", StartTicks = 1 }).ShouldBeFalse();
        proof.IsGone(me with { PidNamespace = "pid:[1]", StartTicks = 1 }).ShouldBeFalse();
        proof.IsGone(me with { PidNamespace = "", BootId = "", StartTicks = 0 }).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_process_is_gone_even_while_nobody_has_reaped_it()
    {
        // The shell starts a child, tells its pid, and then never reaps it because it has become a sleep itself.
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 1000 & echo $!; exec sleep 1000"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        try
        {
            var pid = int.Parse((await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat", TestContext.Current.CancellationToken);
            var proof = new ProcProcessProof();
            var child = proof.Self with { Pid = pid, StartTicks = long.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ')[20]) };
            proof.IsGone(child).ShouldBeFalse();

            using (var process = Process.GetProcessById(pid))
            {
                process.Kill();
            }

            var waited = Stopwatch.StartNew();
            while (!proof.IsGone(child))
            {
                waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            Directory.Exists($"/proc/{pid}").ShouldBeTrue();
        }
        finally
        {
            shell.Kill();
        }
    }

    private static async Task<IEnumerable<string>> OutcomesAsync(TestWorker worker, long id) =>
        (await worker.Inner.Queries.ListAttemptsAsync(id)).Select(attempt => attempt.Outcome);

    private static async Task<(Guid Instance, long Job)> LeaveOrphanAsync(TestWorker worker, NewJob job)
    {
        var id = await worker.EnqueueAsync(job: job);
        var dead = new AttemptToken(Guid.NewGuid(), 1);
        await worker.Inner.Workers.RegisterAsync(
            new WorkerRegistration { Instance = dead.Instance, Label = "w1", Process = worker.Proof.Self with { Pid = 99 }, Version = "1" });
        var claimed = await worker.Inner.Claims.ClaimAsync(
            new ClaimRequest { Token = dead, Lanes = [new ClaimLane("default", 1)], Limit = 1 });
        claimed.Jobs.ShouldHaveSingleItem();
        return (dead.Instance, id);
    }
}
