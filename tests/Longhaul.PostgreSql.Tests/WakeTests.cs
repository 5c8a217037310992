using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.PostgreSql.Tests;

/// <summary>Two stores on one server, as two processes have them.</summary>
public sealed class WakeTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly PostgreSqlServer _server = PostgreSqlServer.Start();
    private PostgreSqlJobStore _sleeper = null!;
    private PostgreSqlJobStore _other = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sleeper = Open();
        _other = Open();
        await _other.Schema.MigrateAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _sleeper.DisposeAsync();
        await _other.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task A_sleeper_is_woken_by_what_another_process_enqueues()
    {
        var sleeping = await SleepAsync();
        sleeping.IsCompleted.ShouldBeFalse();
        await AddAsync();
        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sleeper_is_woken_by_jobs_that_become_ready_otherwise()
    {
        var run = await _other.Intake.EnqueueAsync(
            [new NewJob { Kind = "flow", IsContainer = true }, new NewJob { Kind = "a", Parent = JobRef.InCall(0) }, new NewJob
            {
                Kind = "b", Parent = JobRef.InCall(0), DependsOn = [new Dependency(JobRef.InCall(1))],
            }],
            Cancel);
        var worker = new WorkerRegistration { Instance = Guid.NewGuid(), Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "p", 1, 1) };
        await _other.Workers.RegisterAsync(worker, Cancel);
        var claim = new ClaimRequest { Token = new AttemptToken(worker.Instance, 1), Lanes = [new ClaimLane("default", 5)], Limit = 5 };
        var job = (await _other.Claims.ClaimAsync(claim, Cancel)).Jobs.ShouldHaveSingleItem();
        var sleeping = await SleepAsync();
        await _other.Outcomes.FinishAsync([new Finish(job.Running!.Value, Outcome.Completed())], Cancel);
        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
        (await _other.Queries.GetAsync(run[2].Id, Cancel)).ShouldNotBeNull().State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task Nobody_is_told_while_nobody_sleeps()
    {
        var told = 0;
        await using var listener = await ListenAsync(() => told++);
        await AddAsync();
        await HearAsync(listener);
        told.ShouldBe(0);
        var sleeping = await SleepAsync();
        await AddAsync();
        await sleeping.WaitAsync(Long, Cancel);
        while (told == 0)
        {
            await listener.WaitAsync(Cancel);
        }
    }

    [Fact]
    public async Task What_changes_nothing_wakes_nobody()
    {
        var told = 0;
        await using var listener = await ListenAsync(() => told++);
        await SleepAsync();
        (await _other.Upkeep.PromoteDueAsync(10, Cancel)).Count.ShouldBe(0);
        (await _other.Upkeep.RescueAsync([], 10, Cancel)).ShouldBeEmpty();
        (await _other.Upkeep.AdmitAsync(Cancel)).ShouldBe(0);
        await _other.Upkeep.MaintainAsync(Cancel);
        await _other.Upkeep.PruneAsync(TimeSpan.FromDays(1), 10, Cancel);
        (await _other.Control.CancelAsync(999, "ann", cancel: Cancel)).Result.ShouldBe(ControlResult.NotFound);
        (await _other.Control.ResumeAsync(PauseTarget.Queue("render"), "ann", Cancel)).Result.ShouldBe(ControlResult.Unchanged);
        await _other.Limits.DeclareAsync("shop", [], Cancel);
        await HearAsync(listener);
        told.ShouldBe(0);
    }

    [Fact]
    public async Task A_sleeper_is_woken_by_what_has_become_due()
    {
        await _other.Intake.EnqueueAsync([new NewJob { Kind = "work", Delay = TimeSpan.FromMilliseconds(1) }], Cancel);
        var sleeping = await SleepAsync();
        while ((await _other.Upkeep.PromoteDueAsync(10, Cancel)).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancel);
        }

        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sleeper_is_woken_by_a_resume()
    {
        await _other.Control.PauseAsync(PauseTarget.Tenant("t"), "ann", cancel: Cancel);
        var sleeping = await SleepAsync();
        await _other.Control.ResumeAsync(PauseTarget.Tenant("t"), "ann", Cancel);
        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sleeper_is_woken_by_the_end_of_a_job_of_a_queue_with_a_limit_and_by_a_higher_one()
    {
        await _other.Limits.SetAsync(new QueueLimit("default", 1), "ann", Cancel);
        await AddAsync();
        var worker = await TestWorker.RegisterAsync(_other);
        var job = (await worker.ClaimAsync()).ShouldHaveSingleItem();
        var sleeping = await SleepAsync();
        await _other.Outcomes.FinishAsync([new Finish(job.Running!.Value, Outcome.Completed())], Cancel);
        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
        sleeping = await SleepAsync();
        await _other.Limits.DeclareAsync("shop", [new QueueLimit("default", 2)], Cancel);
        (await sleeping.WaitAsync(Long, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sleeper_hears_again_after_the_server_was_restarted()
    {
        await SleepAsync();
        _server.RestartHard();
        var woken = 0;
        for (var seen = _sleeper.Signals.Version; woken < 3; seen = _sleeper.Signals.Version)
        {
            woken += await _sleeper.Signals.WaitForChangeAsync(seen, TimeSpan.FromSeconds(1), Cancel) ? 1 : 0;
            await TryAddAsync();
        }
    }

    private PostgreSqlJobStore Open() => PostgreSqlJobStore.Open(PostgreSqlAddress.FromConnectionString(_server.ConnectionString));

    private async Task<NpgsqlConnection> ListenAsync(Action told)
    {
        var listener = new NpgsqlConnection(_server.ConnectionString);
        await listener.OpenAsync(Cancel);
        listener.Notification += (_, _) => told();
        await using var listen = new NpgsqlCommand("listen \"longhaul.longhaul\"", listener);
        await listen.ExecuteNonQueryAsync(Cancel);
        return listener;
    }

    /// <summary>What was notified before this has been heard after it.</summary>
    private static async Task HearAsync(NpgsqlConnection listener)
    {
        await using var ask = new NpgsqlCommand("select 1", listener);
        await ask.ExecuteScalarAsync(Cancel);
    }

    /// <summary>Waits as a worker does, until it really sleeps.</summary>
    private async Task<Task<bool>> SleepAsync()
    {
        while (true)
        {
            var seen = _sleeper.Signals.Version;
            var waiting = _sleeper.Signals.WaitForChangeAsync(seen, Long, Cancel);
            if (await IsFlagUpAsync() && !waiting.IsCompleted)
            {
                return waiting;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancel);
        }
    }

    private async Task<bool> IsFlagUpAsync()
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var ask = new NpgsqlCommand("select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'", connection);
        return (long)(await ask.ExecuteScalarAsync(Cancel))! > 0;
    }

    private Task<IReadOnlyList<Enqueued>> AddAsync() => _other.Intake.EnqueueAsync([new NewJob { Kind = "work" }], Cancel);

    private async Task TryAddAsync()
    {
        try
        {
            await AddAsync();
        }
        catch (StoreUnavailableException)
        {
            // The server has just come back; the pool still finds broken connections.
        }
    }
}
