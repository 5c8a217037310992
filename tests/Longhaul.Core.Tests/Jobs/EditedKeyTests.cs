using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Core.Tests.Pipelines;

namespace Longhaul.Core.Tests.Jobs;

/// <summary>Keys that were made of an input follow it where somebody changes it.</summary>
public sealed class EditedKeyTests : IAsyncDisposable
{
    private static readonly JobKind Deploy = Samples.Kind("deploy") with
    {
        Concurrency = new ConcurrencyLimit("{{ input.environment }}", 1), Rate = new KeyRate("{{ input.environment }}", Rate.Parse("5/s")!.Value),
    };

    private static readonly ProjectDefinition Project = Samples.Project with
    {
        Kinds = new Dictionary<string, JobKind> { ["deploy"] = Deploy, ["index"] = Samples.Kind("index") with { Unique = new UniqueRule { By = UniqueBy.Key, KeyTemplate = "{{ input.site }}" } } },
        Pipelines = new Dictionary<string, PipelineDefinition>
        {
            ["ship"] = new()
            {
                Name = "ship",
                Input = [new InputField { Name = "environment", Required = true }, new InputField { Name = "channel", Default = "\"main\"" }],
                TenantTemplate = "{{ input.channel }}",
                Steps =
                [
                    new StepDefinition { Name = "build", Kind = Samples.Kind("ship.build") },
                    new StepDefinition { Name = "deploy", Needs = ["build"], Kind = Deploy },
                    new StepDefinition { Name = "check", Needs = ["build"], Kind = Samples.Kind("ship.check") with { Flow = new StepFlow { Review = new ReviewRequest { Title = "Fine?" } } } },
                ],
            },
        },
    };

    private readonly InMemoryJobStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_job_has_the_keys_of_its_new_input()
    {
        var id = await AddAsync("deploy", """{"environment":"staging"}""");

        (await EditAsync(id, """{"environment":"production"}""")).Result.ShouldBe(ControlResult.Done);

        var job = await GetAsync(id);
        job.Slots.Select(slot => slot.Key).ShouldBe(["deploy:production", "deploy/rate:production"]);
        job.Admitted.ShouldBeTrue();
        (await AddAndGetAsync("deploy", """{"environment":"staging"}""")).State.ShouldBe(JobState.Ready);
        (await AddAndGetAsync("deploy", """{"environment":"production"}""")).State.ShouldBe(JobState.Blocked);
    }

    [Fact]
    public async Task A_change_that_no_key_is_made_of_leaves_them()
    {
        var id = await AddAsync("deploy", """{"environment":"staging"}""");
        var before = await GetAsync(id);

        (await EditAsync(id, """{"branch":"next"}""")).Result.ShouldBe(ControlResult.Done);

        (await GetAsync(id)).ShouldSatisfyAllConditions(job => job.Slots.ShouldBe(before.Slots), job => job.Position.ShouldBe(before.Position));
    }

    [Fact]
    public async Task A_step_has_the_keys_of_what_is_given_to_it_and_keeps_them_where_its_run_changes()
    {
        var (run, deploy) = await ShipAsync();

        (await EditAsync(deploy, """{"environment":"production"}""")).Result.ShouldBe(ControlResult.Done);
        (await KeysAsync(deploy)).ShouldBe(["deploy:production", "deploy/rate:production"]);

        (await EditAsync(run, """{"environment":"test"}""")).Result.ShouldBe(ControlResult.Done);
        (await KeysAsync(deploy)).ShouldBe(["deploy:production", "deploy/rate:production"], "what was given to it goes over that");
    }

    [Fact]
    public async Task The_steps_of_a_run_have_the_keys_of_its_new_input()
    {
        var (run, deploy) = await ShipAsync();

        (await EditAsync(run, """{"environment":"production"}""")).Result.ShouldBe(ControlResult.Done);

        (await KeysAsync(deploy)).ShouldBe(["deploy:production", "deploy/rate:production"]);
    }

    [Fact]
    public async Task What_a_run_or_job_is_by_its_input_for_good_cannot_change()
    {
        var (run, _) = await ShipAsync();
        var index = await AddAsync("index", """{"site":"a"}""");

        (await Should.ThrowAsync<RefusedException>(() => EditAsync(run, """{"channel":"cats"}"""))).Message
            .ShouldBe($"run {run} is one of tenant `main` by its input, and would be one of `cats`; that cannot change: start another run");
        (await Should.ThrowAsync<RefusedException>(() => EditAsync(index, """{"site":"b"}"""))).Message
            .ShouldBe($"job {index} is unique by what would be changed, and that cannot change; cancel it, and start another one");
        (await EditAsync(index, """{"depth":2}""")).Result.ShouldBe(ControlResult.Done);
    }

    [Fact]
    public async Task Where_nobody_knows_what_keys_become_the_change_is_refused()
    {
        var id = await AddAsync("deploy", """{"environment":"staging"}""");
        var elsewhere = new JobClient(_store, Project with { Kinds = new Dictionary<string, JobKind>() });

        (await Should.ThrowAsync<RefusedException>(() => elsewhere.EditAsync(id, EditPart.Input, """{"environment":"production"}""", "ann"))).Message
            .ShouldBe($"job {id} has keys by its job `deploy`, which is not defined here, so that nobody knows what they become; change it where that is defined");
    }

    [Fact]
    public async Task An_item_has_the_keys_of_its_new_item()
    {
        var parent = new NewJob { Kind = "list", Step = "list", IsContainer = true, Parent = JobRef.InCall(0) };
        var kind = Deploy with { Concurrency = new ConcurrencyLimit("{{ item.to }} of {{ input.site }}", 1), Rate = null };
        var item = new NewJob
        {
            Kind = "deploy", Step = "list.0", Parent = JobRef.InCall(1), Definition = KindJson.Write(kind), Input = """{"item":{"to":"a"},"index":0}""",
            Slots = [new SlotKey("items of 2", 3), new SlotKey("deploy:a of x", 1)],
        };
        var ids = await _store.Intake.EnqueueAsync([new NewJob { Kind = "run", IsContainer = true, Input = """{"site":"x"}""" }, parent, item]);

        (await EditAsync(ids[2].Id, """{"item":{"to":"b"}}""")).Result.ShouldBe(ControlResult.Done);

        (await KeysAsync(ids[2].Id)).ShouldBe(["items of 2", "deploy:b of x"]);
    }

    [Fact]
    public async Task An_item_has_the_keys_also_of_what_was_given_to_its_list()
    {
        var parent = new NewJob { Kind = "list", Step = "list", Parent = JobRef.InCall(0) };
        var kind = Deploy with { Concurrency = new ConcurrencyLimit("{{ item.to }} of {{ input.site }}", 1), Rate = null };
        var ids = await _store.Intake.EnqueueAsync([new NewJob { Kind = "run", IsContainer = true, Input = """{"site":"x"}""" }, parent]);
        (await EditAsync(ids[1].Id, """{"site":"y"}""")).Result.ShouldBe(ControlResult.Done);
        var item = new NewJob
        {
            Kind = "deploy", Step = "list.0", Definition = KindJson.Write(kind), Input = """{"item":{"to":"a"},"index":0}""", Slots = [new SlotKey("deploy:a of y", 1)],
        };
        await FinishAsync(Outcome.Expanded([item]));
        var id = (await _store.Queries.ListTreeAsync(ids[0].Id)).Single(job => job.Step == "list.0").Id;

        (await EditAsync(id, """{"item":{"to":"b"}}""")).Result.ShouldBe(ControlResult.Done);

        (await KeysAsync(id)).ShouldBe(["deploy:b of y"]);
    }

    [Fact]
    public async Task A_job_of_a_batch_is_unique_as_any_other()
    {
        var run = await new JobClient(_store, Project).EnqueueBatchAsync(new BatchRequest { Jobs = [Index("a")], Then = Index("b") });
        var index = (await _store.Queries.ListTreeAsync(run.Id)).Single(job => job.Kind == "index" && job.Step is null).Id;

        foreach (var id in new[] { index, run.Id })
        {
            (await Should.ThrowAsync<RefusedException>(() => EditAsync(id, """{"site":"c"}"""))).Message
                .ShouldBe($"job {id} is unique by what would be changed, and that cannot change; cancel it, and start another one");
        }

        static JobRequest Index(string site) => new() { Name = "index", Input = $$"""{"site":"{{site}}"}""" };
    }

    [Fact]
    public async Task A_review_that_was_cancelled_before_it_asked_is_not_completed_by_hand()
    {
        var (run, _) = await ShipAsync();
        var check = (await _store.Queries.ListTreeAsync(run)).Single(job => job.Step == "check").Id;
        await _store.Control.CancelAsync(check, "ann");

        (await new JobClient(_store, Project).EditAsync(check, EditPart.Output, """{"approved_by":"ann"}""", "ann")).Reply.Message
            .ShouldBe($"job {check} is a person's decision, and nobody else's; retry it, and approve or reject it then");
    }

    private async Task<(long Run, long Deploy)> ShipAsync()
    {
        var run = await AddAsync("ship", """{"environment":"staging"}""");
        var deploy = (await _store.Queries.ListTreeAsync(run)).Single(job => job.Step == "deploy").Id;
        (await KeysAsync(deploy)).ShouldBe(["deploy:staging", "deploy/rate:staging"]);
        return (run, deploy);
    }

    private async Task FinishAsync(Outcome outcome)
    {
        var instance = Guid.NewGuid();
        await _store.Workers.RegisterAsync(new WorkerRegistration { Instance = instance, Label = "w", Version = "1", Process = new WorkerProcess("h", "b", "n", 1, 1) });
        var claimed = await _store.Claims.ClaimAsync(new ClaimRequest { Token = new AttemptToken(instance, 1), Lanes = [new ClaimLane("default", 1)], Limit = 1 });
        await _store.Outcomes.FinishAsync([new Finish(claimed.Jobs.Single().Running!.Value, outcome)]);
    }

    private async Task<ControlReply> EditAsync(long id, string members) => (await new JobClient(_store, Project).EditAsync(id, EditPart.Input, members, "ann")).Reply;

    private async Task<JobRecord> AddAndGetAsync(string name, string input) => await GetAsync(await AddAsync(name, input));

    private async Task<long> AddAsync(string name, string input) =>
        (await new JobClient(_store, Project).EnqueueAsync([new JobRequest { Name = name, Input = input }]))[0].Id;

    private async Task<IEnumerable<string>> KeysAsync(long id) => (await GetAsync(id)).Slots.Select(slot => slot.Key);

    private async Task<JobRecord> GetAsync(long id) => (await _store.Queries.GetAsync(id)).ShouldNotBeNull();
}
