using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Core.Tests.Pipelines;

namespace Longhaul.Core.Tests.Secrets;

public sealed class EncryptedJobTests : IAsyncDisposable
{
    private static readonly KeyRing Keys = new([FernetKey.Create()]);

    private static readonly ProjectDefinition Project = Samples.Project with
    {
        Kinds = new Dictionary<string, JobKind>
        {
            ["pay"] = Samples.Kind("pay") with
            {
                Encrypted = true,
                Concurrency = new ConcurrencyLimit("{{ input.card }}", 1),
                Rate = new KeyRate("all", Rate.Parse("5/s")!.Value),
                Unique = new UniqueRule { By = UniqueBy.Key, KeyTemplate = "{{ input.card }}" },
            },
            ["mail"] = Samples.Kind("mail"),
        },
        Pipelines = new Dictionary<string, PipelineDefinition> { ["video"] = Samples.Video with { Encrypted = true, Unique = new UniqueRule { By = UniqueBy.Input } } },
    };

    private readonly InMemoryJobStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<JobRecord> AddAsync(KeyRing? keys, string name, string input)
    {
        var added = await new JobClient(_store, Project, keys: keys).EnqueueAsync([new JobRequest { Name = name, Input = input }], Cancel);
        return (await _store.Queries.GetAsync(added[0].Id, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_store_gets_nothing_of_the_input_and_the_same_input_has_the_same_keys()
    {
        var job = await AddAsync(Keys, "pay", """{"card":"4711"}""");

        EncryptedInput.Open(Keys, job.Input).ShouldBe("""{"card":"4711"}""");
        System.Text.Json.JsonSerializer.Serialize(job).ShouldNotContain("4711");
        job.Slots.Select(slot => slot.Key.Length).ShouldBe(["pay:#".Length + 32, "pay/rate:all".Length]);
        (await AddAsync(Keys, "pay", """{"card":"4711"}""")).Id.ShouldBe(job.Id);
        (await AddAsync(Keys, "pay", """{"card":"4712"}""")).Slots[0].ShouldNotBe(job.Slots[0]);
    }

    [Fact]
    public async Task Of_a_run_the_input_is_encrypted_and_the_run_is_unique_by_it()
    {
        var run = await AddAsync(Keys, "video", """{"topic":"bees"}""");

        EncryptedInput.Open(Keys, run.Input).ShouldBe("""{"topic":"bees","channel":"main"}""");
        run.Tenant.ShouldBe("main");
        (await AddAsync(Keys, "video", """{"topic":"bees"}""")).Id.ShouldBe(run.Id);
        string.Concat((await _store.Queries.ListTreeAsync(run.Id, Cancel)).Select(job => job.ToString())).ShouldNotContain("bees");
    }

    [Theory]
    [InlineData("pay", """{"card":"4711"}""")]
    [InlineData("video", """{"topic":"bees"}""")]
    public async Task Without_a_key_it_is_refused_and_nothing_is_stored(string name, string input)
    {
        (await Should.ThrowAsync<MissingKeyException>(() => AddAsync(null, name, input))).Message
            .ShouldBe($"FERNET_KEY: is not set, and the input of `{name}` is to be encrypted; set FERNET_KEY (`longhaul secrets key` makes one)");
        (await _store.Queries.ListAsync(new JobFilter(), new JobPage(10), Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"$fernet":"gAAAA"}""")]
    [InlineData("""{ "a": 1, "\u0024fernet": "gAAAA" }""")]
    public async Task A_caller_cannot_hand_in_what_would_be_taken_for_an_encrypted_input(string input)
    {
        (await Should.ThrowAsync<RefusedException>(() => AddAsync(Keys, "mail", input))).Message.ShouldContain("must not have a member `$fernet`");
        (await AddAsync(Keys, "mail", """{"price":"$5 \\ $fernet"}""")).Id.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_reopened_can_be_read_as_before()
    {
        var job = await AddAsync(Keys, "pay", """{"card":"4711"}""");
        await _store.Control.CancelAsync(job.Id, "ann", null, Cancel);
        (await _store.Control.ReopenAsync(job.Id, "ann", Cancel)).Result.ShouldBe(ControlResult.Done);
        EncryptedInput.Open(Keys, (await _store.Queries.GetAsync(job.Id, Cancel))!.Input).ShouldBe("""{"card":"4711"}""");
    }
}
