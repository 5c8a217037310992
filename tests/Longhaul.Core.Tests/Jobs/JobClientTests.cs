using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Core.Tests.Pipelines;

namespace Longhaul.Core.Tests.Jobs;

public sealed class JobClientTests : IAsyncDisposable
{
    private readonly InMemoryJobStore _store = new(new StoreOptions());
    private readonly JobClient _client;

    public JobClientTests() => _client = new JobClient(_store, Samples.Project);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_takes_after_its_kind()
    {
        var job = await Enqueued(new JobRequest { Name = "deploy", Input = """{"environment":"live"}""", Tenant = "cats" });

        (job.Kind, job.Queue, job.Priority, job.Tenant, job.Exclusive, job.Input).ShouldBe(("deploy", "render", 8, "cats", true, """{"environment":"live"}"""));
        job.Slots.ShouldBe([new SlotKey("deploy:live", 1)]);
        job.Definition.ShouldBeNull();
        job.State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task What_the_caller_says_goes_before_what_the_kind_says()
    {
        var job = await Enqueued(new JobRequest { Name = "deploy", Input = """{"environment":"x"}""", Queue = "publish", Priority = 0, In = TimeSpan.FromHours(1) });

        (job.Queue, job.Priority, job.State).ShouldBe(("publish", 0, JobState.Scheduled));
    }

    [Fact]
    public async Task The_answer_for_a_pipeline_is_its_run()
    {
        var run = await Enqueued(new JobRequest { Name = "video", Input = """{"topic":"tea","channel":"cats"}""", Priority = 2 });

        (run.Kind, run.IsContainer, run.Tenant).ShouldBe(("video", true, "cats"));
        var tree = await _client.ListTreeAsync(run.Id, Cancel);
        tree.Select(job => (job.Step, job.State)).ShouldBe(
            [(null, JobState.Blocked), ("script", JobState.Ready), ("narrate", JobState.Blocked), ("assets", JobState.Blocked), ("publish", JobState.Blocked)]);
        tree.ShouldAllBe(job => job.Priority == 2);
    }

    [Fact]
    public async Task Requests_are_sent_in_as_few_calls_as_hold_them_and_no_run_is_split()
    {
        var recorder = new RecordingIntake(_store.Intake);
        var client = new JobClient(new StoreWithIntake(_store, recorder), Samples.Project);
        var requests = Enumerable.Range(0, 500).Select(number => number % 2 == 0
            ? new JobRequest { Name = "video", Input = $$"""{"topic":"t{{number}}"}""" }
            : new JobRequest { Name = "narrate", Input = $$"""{"n":{{number}}}""" }).ToArray();

        var answers = await client.EnqueueAsync(requests, Cancel);

        recorder.Calls.Sum().ShouldBe(250 * 6);
        recorder.Calls.Count.ShouldBe(2);
        recorder.Calls.ShouldAllBe(count => count <= IJobStore.MaxBatch);
        for (var number = 0; number < requests.Length; number += 99)
        {
            var job = (await client.GetAsync(answers[number].Id, Cancel))!;
            (job.Kind, job.Input.Contains($"{number}", StringComparison.Ordinal)).ShouldBe((requests[number].Name, true));
        }
    }

    [Fact]
    public async Task Of_very_many_it_says_which_were_stored_when_the_store_went_away()
    {
        var recorder = new RecordingIntake(_store.Intake) { GoesAwayAfter = 2 };
        var client = new JobClient(_store, Samples.Project, recorder);

        var partly = await Should.ThrowAsync<PartlyEnqueuedException>(() => client.EnqueueAsync([.. Enumerable.Repeat(new JobRequest { Name = "narrate" }, 2_500)], Cancel));

        (partly.Stored.Count, partly.Message).ShouldBe((2_000, "away; the first 2000 were accepted before"));
        (await client.GetAsync(partly.Stored[^1].Id, Cancel)).ShouldNotBeNull();
        recorder.GoesAwayAfter = 0;
        await Should.ThrowAsync<StoreUnavailableException>(() => client.EnqueueAsync([new JobRequest { Name = "narrate" }], Cancel));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_job()
    {
        var request = new JobRequest { Name = "video", Input = """{"topic":"tea"}""", Key = "k" };

        var first = (await _client.EnqueueAsync([request], Cancel))[0];
        var again = (await _client.EnqueueAsync([request, request with { Key = null, Unique = "u" }, request with { Key = null, Unique = "u" }], Cancel)).ToArray();

        again[0].ShouldBe(new Enqueued(first.Id, true));
        (again[1].Existed, again[2]).ShouldBe((false, new Enqueued(again[1].Id, true)));
    }

    public static TheoryData<JobRequest, string> Refused { get; } = new()
    {
        { new JobRequest { Name = "narrat" }, "there is no job or pipeline `narrat`; did you mean `narrate`?" },
        { new JobRequest { Name = "vidoe" }, "there is no job or pipeline `vidoe`; did you mean `video`?" },
        { new JobRequest { Name = "video.script" }, "there is no job or pipeline `video.script`; did you mean `video`?" },
        { new JobRequest { Name = "zzz\n" }, "there is no job or pipeline `zzz�`; known: deploy, narrate, video" },
        { new JobRequest { Name = "narrate", Queue = "rendr" }, "queue `rendr` is not declared; did you mean `render`?" },
        { new JobRequest { Name = "narrate", Priority = 10 }, "priority 10 is not between 0 and 9 (9 goes first)" },
        { new JobRequest { Name = "narrate", In = TimeSpan.FromSeconds(-1) }, "a delay of -00:00:01 is less than nothing" },
        { new JobRequest { Name = "narrate", Input = "[]" }, "the input must be a JSON object such as {\"name\": \"value\"}, not []" },
        { new JobRequest { Name = "narrate", Input = "{\"a\":1,\"a\":2}" }, "the input has the name `a` twice in one object, again at line 1, byte 8" },
        { new JobRequest { Name = "video", Input = "{}" }, "input `topic` is required and missing; give text" },
        { new JobRequest { Name = "deploy" }, "the concurrency key of `deploy` is not known when it is enqueued: the template \"{{ input.environment }}\": there is no value for input.environment" },
        { new JobRequest { Name = "narrate", Key = "" }, "the idempotency key is empty" },
        { new JobRequest { Name = "narrate", Key = "a\tb" }, "the idempotency key \"a�b\" has control characters or invalid Unicode; use printable text" },
        { new JobRequest { Name = "narrate", Unique = new string('x', 251) }, $"the unique key is 251 characters long (\"{new string('x', 59)}…\"); at most 250 are allowed" },
        { new JobRequest { Name = "narrate", Tenant = "\ud800" }, "the tenant \"�\" has control characters or invalid Unicode; use printable text" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_is_not_acceptable_is_refused(JobRequest request, string message) =>
        (await Should.ThrowAsync<RefusedException>(() => _client.EnqueueAsync([request], Cancel))).Message.ShouldBe(message);

    [Fact]
    public async Task One_bad_request_among_many_is_named_and_nothing_is_stored()
    {
        var good = new JobRequest { Name = "narrate" };

        var error = await Should.ThrowAsync<RefusedException>(() => _client.EnqueueAsync([good, good, good with { Priority = -1 }], Cancel));

        error.Message.ShouldBe("item 3: priority -1 is not between 0 and 9 (9 goes first)");
        (await _client.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watching_and_control_reach_the_store()
    {
        var job = await Enqueued(new JobRequest { Name = "narrate" });

        (await _client.CancelAsync(job.Id, "ann", "no need", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await _client.GetAsync(job.Id, Cancel))!.State.ShouldBe(JobState.Cancelled);
        (await _client.RetryAsync(job.Id, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await _client.CancelAsync(job.Id, "ann", cancel: Cancel)).Result.ShouldBe(ControlResult.Done);
        (await _client.ListAttemptsAsync(job.Id, Cancel)).ShouldBeEmpty();
        (await _client.ReadLogAsync(job.Id, default, 10, Cancel)).ShouldBeEmpty();
        (await _client.DeleteAsync(job.Id, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await _client.GetAsync(job.Id, Cancel)).ShouldBeNull();
        _client.Signals.ShouldBeSameAs(_store.Signals);
    }

    private async Task<JobRecord> Enqueued(JobRequest request) =>
        (await _client.GetAsync((await _client.EnqueueAsync([request], Cancel))[0].Id, Cancel))!;

    private sealed class RecordingIntake(IJobIntake inner) : IJobIntake
    {
        public List<int> Calls { get; } = [];

        public int GoesAwayAfter { get; set; } = int.MaxValue;

        public Task<IReadOnlyList<Enqueued>> EnqueueAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancel = default)
        {
            if (Calls.Count >= GoesAwayAfter)
            {
                throw new StoreUnavailableException("away");
            }

            Calls.Add(jobs.Count);
            return inner.EnqueueAsync(jobs, cancel);
        }
    }

    private sealed class StoreWithIntake(IJobStore inner, IJobIntake intake) : IJobStore
    {
        public StoreCapabilities Capabilities => inner.Capabilities;

        public IStoreSchema Schema => inner.Schema;

        public IJobIntake Intake => intake;

        public IJobClaims Claims => inner.Claims;

        public IJobOutcomes Outcomes => inner.Outcomes;

        public IWorkerRegistry Workers => inner.Workers;

        public IStoreUpkeep Upkeep => inner.Upkeep;

        public IStoreSchedules Schedules => inner.Schedules;

        public IQueueLimits Limits => inner.Limits;

        public IStoreTenants Tenants => inner.Tenants;

        public IStoreSecrets Secrets => inner.Secrets;

        public IJobControl Control => inner.Control;

        public IStoreReviews Reviews => inner.Reviews;

        public IJobQueries Queries => inner.Queries;

        public IJobLogs Logs => inner.Logs;

        public ICostLedger Costs => inner.Costs;

        public IAuditLog Audit => inner.Audit;

        public IStoreAlerts Alerts => inner.Alerts;

        public IStoreSignals Signals => inner.Signals;

        public IStoreHealth Health => inner.Health;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
