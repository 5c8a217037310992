using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Core.Tests.Pipelines;

namespace Longhaul.Core.Tests.Jobs;

/// <summary>What a definition says of jobs that are there already.</summary>
public sealed class UniqueRuleTests : IAsyncDisposable
{
    private readonly InMemoryJobStore _store = new(new StoreOptions());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private JobClient With(UniqueRule rule) => new(_store, Samples.Project with
    {
        Kinds = Samples.Project.Kinds.ToDictionary(kind => kind.Key, kind => kind.Value with { Unique = rule }),
        Pipelines = new Dictionary<string, PipelineDefinition> { ["video"] = Samples.Video with { Unique = rule } },
    });

    private static JobRequest Narrate(string input = "{}") => new() { Name = "narrate", Input = input };

    private static async Task<Enqueued> TryAsync(JobClient client, JobRequest request) => (await client.EnqueueAsync([request], Cancel)).ShouldHaveSingleItem();

    private async Task<JobRecord> GetAsync(long id) => (await _store.Queries.GetAsync(id, Cancel)).ShouldNotBeNull();

    [Fact]
    public async Task By_kind_there_is_one_of_each_kind()
    {
        var client = With(new UniqueRule());
        var first = await TryAsync(client, Narrate("""{"a":1}"""));
        (await TryAsync(client, Narrate("""{"a":2}"""))).ShouldBe(new Enqueued(first.Id, true));
        (await TryAsync(client, new JobRequest { Name = "deploy", Input = """{"environment":"live"}""" })).Existed.ShouldBeFalse();
    }

    [Fact]
    public async Task By_key_there_is_one_for_each_value()
    {
        var client = With(new UniqueRule { By = UniqueBy.Key, KeyTemplate = "{{ input.a }}{{ tenant }}" });
        var first = await TryAsync(client, Narrate("""{"a":1,"b":1}"""));
        (await TryAsync(client, Narrate("""{"a":1,"b":2}"""))).ShouldBe(new Enqueued(first.Id, true));
        (await TryAsync(client, Narrate("""{"a":2,"b":1}"""))).Existed.ShouldBeFalse();
        (await TryAsync(client, Narrate("""{"a":1}""") with { Tenant = "t" })).Existed.ShouldBeFalse();
        (await Should.ThrowAsync<RefusedException>(() => TryAsync(client, Narrate()))).Message
            .ShouldBe("the unique key of `narrate` is not known when it is enqueued: the template \"{{ input.a }}{{ tenant }}\": there is no value for input.a");
    }

    [Theory]
    [InlineData("""{ "b": [ { "d": 2, "c": "ü" } ], "a": 1 }""", true)]
    [InlineData("""{"a":1,"b":[{"c":"\u00fc","d":2}]}""", true)]
    [InlineData("""{"a":1,"b":[{"c":"ü","d":3}]}""", false)]
    [InlineData("""{"a":1,"b":[{"c":"ü","d":2},{}]}""", false)]
    [InlineData("""{"a":"1","b":[{"c":"ü","d":2}]}""", false)]
    public async Task By_input_the_order_and_spelling_of_its_members_do_not_count(string input, bool isSame)
    {
        var client = With(new UniqueRule { By = UniqueBy.Input });
        await TryAsync(client, Narrate("""{"a":1,"b":[{"c":"ü","d":2}]}"""));
        (await TryAsync(client, Narrate(input))).Existed.ShouldBe(isSame);
    }

    [Fact]
    public async Task A_delay_counts_unless_the_caller_says_when()
    {
        var client = With(new UniqueRule { OnConflict = UniqueConflict.Extend, Delay = TimeSpan.FromHours(1) });
        var first = await TryAsync(client, Narrate("""{"n":1}"""));
        (await GetAsync(first.Id)).State.ShouldBe(JobState.Scheduled);
        (await TryAsync(client, Narrate("""{"n":2}""") with { In = TimeSpan.FromHours(3) })).ShouldBe(new Enqueued(first.Id, EnqueueResult.Replaced));
        var job = await GetAsync(first.Id);
        (job.DueAt - job.CreatedAt > TimeSpan.FromHours(2), job.Input).ShouldBe((true, """{"n":2}"""));
        (await GetAsync((await TryAsync(client, Narrate() with { Name = "deploy", Input = """{"environment":"x"}""", At = DateTimeOffset.UnixEpoch })).Id)).State
            .ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task The_callers_own_key_counts_beside_it()
    {
        var client = With(new UniqueRule { OnConflict = UniqueConflict.Replace });
        var first = await TryAsync(client, Narrate("""{"n":1}""") with { Key = "a" });
        (await TryAsync(client, Narrate("""{"n":2}""") with { Key = "a" })).ShouldBe(new Enqueued(first.Id, true));
        (await TryAsync(client, Narrate("""{"n":3}""") with { Key = "b" })).ShouldBe(new Enqueued(first.Id, EnqueueResult.Replaced));
        (await TryAsync(client, Narrate("""{"n":4}""") with { Key = "b" })).ShouldBe(new Enqueued(first.Id, true));
        (await GetAsync(first.Id)).Input.ShouldBe("""{"n":3}""");
    }

    [Fact]
    public async Task A_run_is_there_once_and_its_defaults_count_as_input()
    {
        var client = With(new UniqueRule { By = UniqueBy.Input });
        var first = await TryAsync(client, new JobRequest { Name = "video", Input = """{"topic":"tea"}""" });
        (await TryAsync(client, new JobRequest { Name = "video", Input = """{"topic":"tea","channel":"main"}""" })).ShouldBe(new Enqueued(first.Id, true));
        (await TryAsync(client, new JobRequest { Name = "video", Input = """{"topic":"tea","channel":"cats"}""" })).Existed.ShouldBeFalse();
        (await _store.Queries.ListTreeAsync(first.Id, Cancel)).Count.ShouldBe(5);
    }
}
