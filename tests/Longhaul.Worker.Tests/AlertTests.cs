using System.Text.Json;
using Longhaul.Core.Alerts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Sqlite;
using Longhaul.Tests.Webhooks;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests;

/// <summary>Alerts, sent to real servers.</summary>
public sealed class AlertTests : IAsyncDisposable
{
    private const AlertEvents All = (AlertEvents)255;

    private readonly WebhookServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_job_that_failed_is_told_of_once_and_one_that_succeeded_is_not()
    {
        await using var worker = Failing();
        await worker.StartAsync();
        var id = await FailAsync(worker);
        await worker.UntilAsync(await worker.EnqueueAsync("requeue"), JobState.Completed);

        var body = JsonDocument.Parse((await _server.WaitForAsync(1))[0].Body).RootElement;

        (body.GetProperty("event").GetString(), body.GetProperty("job_id").GetInt64(), body.GetProperty("count").GetInt32()).ShouldBe(("job_failed", id, 1));
        await worker.Log.WaitForAsync("ALERT_SENT");
        await worker.StopAsync();
        _server.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_answers_with_an_error_gets_it_again_but_not_at_once_though_it_asks_for_that()
    {
        _server.Answers = number => new Answer(number < 2 ? 500 : 200, number < 2 ? "0" : null);
        await using var worker = Failing();
        await worker.StartAsync();
        await FailAsync(worker);

        await worker.Log.WaitForAsync("ALERT_SENT");

        _server.All.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("try").GetInt32()).ShouldBe([1, 2]);
        (await worker.Log.WaitForAsync("ALERT_WAITS")).Message.ShouldContain("trying again in 5 s");
        worker.Log.Events.Count(name => name == "ALERT_WAITS").ShouldBe(1);
        var message = (await worker.Inner.Alerts.ListMessagesAsync(10, Cancel)).ShouldHaveSingleItem();
        (message.State, message.Tries, message.Error).ShouldBe((AlertState.Sent, 2, null));
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_is_left_alone_for_so_long()
    {
        _server.Answers = number => number == 1 ? new Answer(429, "3000") : new Answer(200);
        await using var worker = Failing();
        await worker.StartAsync();
        await FailAsync(worker);
        (await worker.Log.WaitForAsync("ALERT_WAITS")).Message.ShouldContain("429 (TooManyRequests); trying again in 3000 s");

        // Nor is anything else sent there.
        await FailAsync(worker, "checkpoint");
        await worker.StopAsync();
        _server.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_final_and_can_be_seen_and_no_address_is()
    {
        _server.Answers = _ => new Answer(404);
        await using var worker = Failing();
        await worker.StartAsync();
        await FailAsync(worker);

        (await worker.Log.WaitForAsync("ALERT_GIVEN_UP")).Message.ShouldEndWith("the answer was 404 (NotFound)");

        await worker.StopAsync();
        _server.All.Count.ShouldBe(1);
        (await worker.Inner.Alerts.ListMessagesAsync(10, Cancel)).ShouldHaveSingleItem().State.ShouldBe(AlertState.GivenUp);
        var audit = (await worker.Inner.Audit.ListAsync(new AuditFilter(Action: "ALERT_GIVEN_UP"), 10, null, Cancel)).ShouldHaveSingleItem().Entry;
        audit.Detail.ShouldNotBeNull().ShouldEndWith("the answer was 404 (NotFound)");
        string.Join('\n', worker.Log.Entries.Select(entry => entry.Message)).ShouldNotContain("hidden");
        $"{audit.Subject}{audit.Detail}".ShouldNotContain("hidden");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_without_its_address()
    {
        await using var worker = Failing();
        await _server.DisposeAsync();
        await worker.StartAsync();
        await FailAsync(worker);

        var line = (await worker.Log.WaitForAsync("ALERT_WAITS")).Message;

        line.ShouldContain("Connection refused");
        line.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task A_server_that_never_answers_slows_neither_jobs_nor_other_alerts()
    {
        _server.Answers = _ => null;
        await using var other = new WebhookServer();
        await using var worker = Failing();
        worker.Alerts = [.. worker.Alerts, new AlertDefinition { When = All, Webhook = other.Address, Format = AlertFormat.Slack }];
        await worker.StartAsync();
        await FailAsync(worker);
        await _server.WaitForAsync(1);
        await other.WaitForAsync(1);

        // While it hangs, so many jobs are done, and the other alert goes on.
        var ids = await worker.EnqueueManyAsync(100, "requeue");
        foreach (var id in ids)
        {
            await worker.UntilAsync(id, JobState.Completed);
        }

        await FailAsync(worker, "checkpoint");
        await other.WaitForAsync(2);
        _server.All.Count.ShouldBe(1);
        worker.Log.Events.ShouldNotContain("ALERT_WAITS");
    }

    [Fact]
    public async Task Many_like_failures_are_one_message_and_then_another()
    {
        var clock = new ManualClock();
        await using var worker = Failing(new InMemoryJobStore(new StoreOptions { Clock = clock, Lease = TestWorker.Lease }));
        await worker.StartAsync();
        await FailAsync(worker);
        await _server.WaitForAsync(1);
        foreach (var id in await worker.EnqueueManyAsync(200))
        {
            await worker.UntilAsync(id, JobState.Failed);
        }

        clock.Advance(TimeSpan.FromSeconds(61));

        var second = JsonDocument.Parse((await _server.WaitForAsync(2))[1].Body).RootElement;
        second.GetProperty("count").GetInt32().ShouldBe(200);
        second.GetProperty("title").GetString().ShouldBe("200 jobs of kind work failed");
    }

    [Fact]
    public async Task What_was_noted_behind_a_storm_is_told_of_without_a_pause()
    {
        await using var worker = Failing();

        // Nobody looks a second time within the test.
        worker.Options = worker.Options with { PollInterval = TimeSpan.FromHours(1) };
        await worker.Inner.Alerts.DeclareAsync([DeclaredAlert.Of(worker.Alerts[0])], Cancel);
        for (var i = 0; i < 20_000; i++)
        {
            await worker.Inner.Alerts.AddAsync(new Notice(AlertEvents.JobFailed, "work", "it broke"), Cancel);
        }

        await worker.Inner.Alerts.AddAsync(new Notice(AlertEvents.WorkerLost, "", "worker w0 died"), Cancel);
        await worker.StartAsync();

        var second = JsonDocument.Parse((await _server.WaitForAsync(2))[1].Body).RootElement;

        second.GetProperty("event").GetString().ShouldBe("worker_lost");
        var waiting = (await worker.Inner.Alerts.ListMessagesAsync(10, Cancel)).Single(message => message.State == AlertState.Pending);
        (waiting.First.Event, waiting.Count).ShouldBe((AlertEvents.JobFailed, 19_000));
    }

    [Fact]
    public async Task Of_two_workers_on_one_store_one_sends_each_message()
    {
        var folder = Directory.CreateTempSubdirectory("longhaul-worker-").FullName;
        try
        {
            await using var first = Failing(OnFile(folder));
            await using var second = Failing(OnFile(folder));

            // Neither is taken for dead, which would be told of too.
            first.Options = first.Options with { Lease = LeasePolicy.Default };
            second.Options = second.Options with { Lease = LeasePolicy.Default };
            await first.StartAsync();
            await second.StartAsync();
            foreach (var kind in new[] { "work", "checkpoint", "quick" })
            {
                await FailAsync(first, kind);
            }

            await _server.WaitForAsync(3);
            await first.StopAsync();
            await second.StopAsync();
            _server.All.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("subject").GetString()).ShouldBe(
                ["work", "checkpoint", "quick"], ignoreOrder: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_lost_worker_is_told_of_by_the_next_that_starts()
    {
        await using var worker = Failing();
        var lost = Guid.NewGuid();
        await worker.Inner.Workers.RegisterAsync(
            new WorkerRegistration
            {
                Instance = lost, Label = "w0", Process = new WorkerProcess("host", "boot", "ns", 99, 7), Version = "1", Queues = ["default"], Kinds = [], Places = 1,
            },
            Cancel);
        worker.Proof.Gone[99] = true;
        await worker.StartAsync();

        var body = JsonDocument.Parse((await _server.WaitForAsync(1))[0].Body).RootElement;

        (body.GetProperty("event").GetString(), body.GetProperty("text").GetString()).ShouldBe(("worker_lost", $"worker w0 (instance {lost}) died"));
    }

    [Fact]
    public async Task An_error_storm_is_told_of_when_the_store_works_again()
    {
        await using var worker = Failing();
        await worker.StartAsync();
        worker.Faults.Always = Fault.Breaks;
        await worker.Log.WaitForAsync("ERROR_STORM");
        worker.Faults.Always = Fault.None;

        var body = JsonDocument.Parse((await _server.WaitForAsync(1))[0].Body).RootElement;

        body.GetProperty("event").GetString().ShouldBe("error_storm");
        body.GetProperty("text").GetString().ShouldNotBeNull().ShouldStartWith("worker w1: 11 unexpected errors within a minute, the last: ");
    }

    [Fact]
    public async Task A_signed_message_can_be_proved()
    {
        await using var worker = Failing();
        worker.Alerts = [worker.Alerts[0] with { Secret = "s3cret" }];
        await worker.StartAsync();
        await FailAsync(worker);

        var request = (await _server.WaitForAsync(1))[0];

        var time = long.Parse(request.Signature.ShouldNotBeNull().Split(',')[0]["t=".Length..]);
        request.Signature.ShouldBe(Alerts.WebhookSender.Sign("s3cret", time, request.Body));
        (TimeProvider.System.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(time)).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_alert_without_an_address_is_off_and_says_so()
    {
        await using var worker = Failing();
        worker.Alerts = [new AlertDefinition { When = AlertEvents.JobFailed | AlertEvents.WorkerLost, Webhook = null, Format = AlertFormat.Discord }];
        await worker.StartAsync();
        await FailAsync(worker);

        (await worker.Log.WaitForAsync("ALERT_OFF")).Message.ShouldBe("An alert of format discord for job_failed, worker_lost is off: the address of its webhook is empty.");
        (await worker.Inner.Alerts.ListAsync(Cancel)).ShouldBeEmpty();
    }

    private TestWorker Failing(IJobStore? store = null)
    {
        var worker = new TestWorker(store) { Alerts = [new AlertDefinition { When = All, Webhook = _server.Address, Format = AlertFormat.Json }] };
        worker.Runner.Attempt = (job, _) => Task.FromResult(job.Kind == "requeue" ? Outcome.Completed() : Outcome.Failed("code", $"{job.Kind} broke"));
        return worker;
    }

    private static SqliteJobStore OnFile(string folder) => SqliteJobStore.Open(Path.Combine(folder, "jobs.db"), new StoreOptions());

    private static async Task<long> FailAsync(TestWorker worker, string kind = "work")
    {
        var id = await worker.EnqueueAsync(kind);
        await worker.UntilAsync(id, JobState.Failed);
        return id;
    }
}
