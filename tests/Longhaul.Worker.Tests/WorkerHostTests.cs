using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Workers;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class WorkerHostTests
{
    [Fact]
    public async Task A_job_is_claimed_run_and_completed()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = (_, _) => Task.FromResult(Outcome.Completed("""{"said":"hello"}"""));
        var id = await worker.EnqueueAsync();

        await worker.StartAsync();
        var job = await worker.UntilAsync(id, JobState.Completed);

        job.Output.ShouldBe("""{"said":"hello"}""");
        job.Attempt.ShouldBe(1);
        (await worker.StopAsync()).ShouldBe(WorkerExit.Stopped);
    }

    [Fact]
    public async Task The_weights_of_its_file_are_in_the_store_before_it_takes_the_first_job()
    {
        await using var worker = new TestWorker { Tenants = [new() { Name = "a", Weight = 3 }] };
        await worker.EnqueueAsync();

        await worker.StartAsync();

        var tenants = await worker.Inner.Tenants.ListAsync(TestContext.Current.CancellationToken);
        tenants.Where(tenant => tenant.Name == "a").Select(tenant => (tenant.Weight, tenant.Project)).ShouldBe([(3, "test")]);
        var calls = worker.Faults.Calls.ToList();
        calls.IndexOf("DeclareAsync").ShouldBeLessThan(calls.IndexOf("ClaimAsync") is var claim and >= 0 ? claim : int.MaxValue);
    }

    [Fact]
    public async Task Limits_that_another_project_had_set_otherwise_are_taken_over_with_a_warning()
    {
        await using var worker = new TestWorker { Queues = [new() { Name = "default", Limit = 2 }, new() { Name = "render", Limit = 4 }] };
        await worker.Inner.Limits.DeclareAsync("other", [new QueueLimit("default", 3), new QueueLimit("render", 4)], TestContext.Current.CancellationToken);

        await worker.StartAsync();

        worker.Log.Entries.Where(entry => entry.Event == "LIMIT_TAKEN_OVER").ShouldHaveSingleItem().Message.ShouldStartWith(
            "Project other had set queue default to limit 3; it is limit 2 now, as this worker's file has it, and unlimited once that has it no more.");
    }

    [Fact]
    public async Task The_start_is_logged_in_six_stages_with_the_health_endpoint_before_the_store()
    {
        await using var worker = new TestWorker();
        worker.StartHealth = (reports, _) => Task.FromResult($"told {reports.Current.Status}");

        await worker.StartAsync();

        var stages = worker.Log.Entries.Where(entry => entry.Event == "STARTUP_STAGE").Select(entry => entry.Message).ToList();
        stages.Select(line => line[..5]).ShouldBe(["[1/6]", "[2/6]", "[3/6]", "[4/6]", "[5/6]", "[6/6]"]);
        stages[1].ShouldContain("told Degraded");
    }

    [Fact]
    public async Task While_it_starts_it_says_what_it_waits_for()
    {
        await using var worker = new TestWorker();
        worker.Faults.Always = Fault.Hangs;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Faults.Seen = _ => asked.TrySetResult();
        worker.Begin();
        await asked.Task;

        worker.Host.Current.Status.ShouldBe(WorkerStatus.Degraded);
        worker.Host.Current.LastError.ShouldBe("Starting, stage 3 of 6 (store): not done yet.");
        worker.Host.Current.Instance.ShouldBe(Guid.Empty);
    }

    [Fact]
    public async Task Start_and_stop_are_in_the_audit_log()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        await worker.StopAsync();

        var audit = await worker.Inner.Audit.ListAsync(10);
        audit.Select(entry => entry.Entry.Action).ShouldBe(["WORKER_STOPPED", "WORKER_STARTED"]);
        audit.ShouldAllBe(entry => entry.Entry.Actor == "w1");
    }

    [Fact]
    public async Task A_worker_that_was_stopped_is_not_registered_any_more()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();
        (await worker.Inner.Workers.ListAsync()).ShouldHaveSingleItem().Dead.ShouldBeFalse();

        await worker.StopAsync();

        (await worker.Inner.Workers.ListAsync()).ShouldAllBe(row => row.Dead);
    }

    [Fact]
    public async Task Registration_tells_who_it_is_and_what_it_serves()
    {
        await using var worker = new TestWorker();
        await worker.StartAsync();

        var row = (await worker.Inner.Workers.ListAsync()).ShouldHaveSingleItem().Registration;
        row.Label.ShouldBe("w1");
        row.Process.ShouldBe(worker.Proof.Self);
        row.Places.ShouldBe(4);
        row.Queues.ShouldBe(["default"]);
        row.Kinds.Select(kind => kind.Name).ShouldContain("checkpoint");
    }

    [Fact]
    public async Task The_report_says_what_runs_and_how_the_store_is()
    {
        await using var worker = new TestWorker();
        worker.Runner.Attempt = FakeRunner.UntilStoppedAsync;
        worker.Host.Current.Status.ShouldBe(WorkerStatus.Degraded);
        var id = await worker.EnqueueAsync();

        await worker.StartAsync();
        await worker.Runner.Starts.WaitAsync(TestContext.Current.CancellationToken);

        var report = worker.Host.Current;
        report.Status.ShouldBe(WorkerStatus.Healthy);
        report.StoreConnected.ShouldBeTrue();
        report.RunningJobs.ShouldBe([id]);
        report.Places.ShouldBe(4);
        report.Protections.ShouldBe(["fake"]);
        report.Instance.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task A_push_wakes_an_idle_worker_long_before_its_poll_interval()
    {
        await using var worker = new TestWorker();
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromMinutes(10) };
        await worker.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await worker.EnqueueAsync();
            (await worker.Runner.Starts.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
    }
}
