using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution;
using Longhaul.Worker.Liveness;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

public sealed class LeaseTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly TestWorker _rig;
    private readonly WorkerContext _worker;
    private readonly LeaseWatch _watch;

    public LeaseTests()
    {
        _rig = new TestWorker();
        _rig.Clock = _clock;
        _rig.Options = _rig.Options with { Lease = LeasePolicy.Default };
        _worker = _rig.Context();
        _watch = new LeaseWatch(_worker);
        _worker.Lease.Begin(Guid.NewGuid(), _clock.GetTimestamp());
    }

    [Fact]
    public void An_exclusive_attempt_outlives_an_outage_of_a_minute_is_stopped_after_65_s_and_killed_after_75_s()
    {
        var job = Run(new NewJob { Kind = "work", Exclusive = true });

        At(62).Reason.ShouldBe(StopReason.None);
        At(66).Reason.ShouldBe(StopReason.Shutdown);
        job.Stop.KillNow.IsCancellationRequested.ShouldBeFalse();
        At(76);
        job.Stop.KillNow.IsCancellationRequested.ShouldBeTrue();
        _rig.ProcessEnd.Task.IsCompleted.ShouldBeFalse();

        AttemptStop At(double seconds)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds) - _worker.Lease.SinceRenewal);
            _watch.RunOnce();
            return job.Stop;
        }
    }

    [Fact]
    public async Task An_exclusive_attempt_that_ignores_its_stop_ends_the_process_before_anybody_else_may_start_it()
    {
        var job = Run(new NewJob { Kind = "work", Slots = [new SlotKey("one", 1)] });
        _clock.Advance(TimeSpan.FromSeconds(85));

        _watch.RunOnce();

        (await _rig.ProcessEnd.Task).ShouldContain($"job {job.Job.Id}");
        _worker.Lease.ExclusiveEndAfter.ShouldBeLessThan(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void An_attempt_that_is_not_exclusive_runs_on_for_a_quarter_of_an_hour()
    {
        var job = Run(new NewJob { Kind = "work" });

        _clock.Advance(TimeSpan.FromMinutes(14.9));
        _watch.RunOnce();
        job.Stop.Reason.ShouldBe(StopReason.None);

        _clock.Advance(TimeSpan.FromMinutes(0.2));
        _watch.RunOnce();
        job.Stop.Reason.ShouldBe(StopReason.Shutdown);
    }

    [Fact]
    public void A_renewal_counts_from_its_beginning_and_an_older_one_that_comes_late_changes_nothing()
    {
        var early = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(3));
        var late = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(4));

        _worker.Lease.Renewed(late);
        _worker.Lease.Renewed(early);

        _worker.Lease.SinceRenewal.ShouldBe(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void An_exclusive_attempt_does_not_start_on_a_stale_lease()
    {
        var exclusive = Run(new NewJob { Kind = "work", Exclusive = true });
        var ordinary = Run(new NewJob { Kind = "work" });
        _worker.Lease.Allows(exclusive).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromSeconds(70));

        _worker.Lease.Allows(exclusive).ShouldBeFalse();
        _worker.Lease.Allows(ordinary).ShouldBeTrue();
        _worker.Lease.Lose(_worker.Lease.Instance);
        _worker.Lease.Allows(ordinary).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lost_exclusive_attempt_that_does_not_end_ends_the_process()
    {
        var job = Run(new NewJob { Kind = "work", Exclusive = true });
        new LostLease(_worker).Handle(_worker.Lease.Instance);
        _watch.RunOnce();
        _clock.Advance(TimeSpan.FromSeconds(14));
        _watch.RunOnce();
        _rig.ProcessEnd.Task.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(2));
        _watch.RunOnce();

        (await _rig.ProcessEnd.Task).ShouldContain(job.Job.Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(600)]
    public void However_long_the_grace_the_steps_keep_their_order(double graceSeconds)
    {
        var lease = _worker.Lease;

        var stop = lease.ExclusiveStopAfter(TimeSpan.FromSeconds(graceSeconds));

        stop.ShouldBeLessThan(lease.ExclusiveKillAfter);
        stop.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
        lease.ExclusiveKillAfter.ShouldBeLessThan(lease.ExclusiveEndAfter);
        lease.ExclusiveEndAfter.ShouldBeLessThan(lease.ExclusiveTtl);
    }

    public async ValueTask DisposeAsync()
    {
        _worker.Dispose();
        await _rig.DisposeAsync();
    }

    private RunningJob Run(NewJob job)
    {
        var id = _worker.Running.Count + 1;
        var record = new JobRecord
        {
            Id = id, RootId = id, Kind = job.Kind, Queue = job.Queue, Priority = job.Priority, Tenant = "", Input = "{}",
            State = JobState.Running, CreatedAt = _clock.GetUtcNow(), Exclusive = job.Exclusive, Slots = job.Slots,
            Token = _worker.Lease.NextToken(),
        };
        var running = new RunningJob(record, new JobKind { Name = job.Kind }, new AttemptStop(), _clock.GetTimestamp()) { BegunAt = _clock.GetTimestamp() };
        _worker.Running.TryAdd(running).ShouldBeTrue();
        return running;
    }
}
