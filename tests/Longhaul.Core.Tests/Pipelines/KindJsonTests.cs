using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Tests.Pipelines;

public sealed class KindJsonTests
{
    /// <summary>Every member differs from its default and from every other.</summary>
    private static readonly JobKind Full = new()
    {
        Name = "deploy",
        Queue = "render",
        Priority = 8,
        Timeout = TimeSpan.FromMinutes(90),
        StallTimeout = TimeSpan.FromSeconds(61),
        Grace = TimeSpan.FromMilliseconds(1_500),
        Retry = new RetryPolicy
        {
            Attempts = 4, TransientAttempts = 6, Shape = BackoffShape.Linear, Base = TimeSpan.FromSeconds(3), Factor = 1.5,
            Max = TimeSpan.FromHours(2), Transient = ["ECONNRESET"],
        },
        Concurrency = new ConcurrencyLimit("{{ input.environment }}", 2),
        Unique = new UniqueRule
        {
            By = UniqueBy.Key, KeyTemplate = "{{ input.region }}", Scope = UniqueScope.Period, Period = TimeSpan.FromMinutes(11),
            OnConflict = UniqueConflict.Extend, Delay = TimeSpan.FromSeconds(7),
        },
        Exclusive = true,
        OnShutdown = OnShutdown.Requeue,
        OnWorkerLost = OnWorkerLost.Fail,
        Encrypted = true,
        MemoryBytes = 3_000_000_000,
        OnOom = new OomRule(Retry: true, 1.5, 6_000_000_001),
        KeepHistory = false,
        Command = new CommandSpec
        {
            Arguments = ["bash", "-c", "ü \" {{ input.x }}"],
            Shell = "echo",
            WorkingDirectory = "sub",
            Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" },
            Secrets = ["KEY"],
            SecretFiles = ["COOKIES"],
            ExitCodes = new Dictionary<int, ExitMeaning> { [3] = ExitMeaning.Skip, [4] = ExitMeaning.Complete },
            Progress = ProgressFormat.YtDlp,
            Artifacts = ["*.mp4"],
            With = """{"a":1}""",
        },
    };

    [Fact]
    public void A_kind_comes_back_as_it_was() => Members(KindJson.Read(KindJson.Write(Full))).ShouldBe(Members(Full));

    [Fact]
    public void A_kind_of_a_handler_comes_back_as_it_was()
    {
        var kind = new JobKind { Name = "mail", Retry = RetryPolicy.ForHandlers };

        Members(KindJson.Read(KindJson.Write(kind))).ShouldBe(Members(kind));
    }

    [Fact]
    public void Members_that_were_not_written_have_their_defaults() =>
        Members(KindJson.Read("""{"name":"x","command":{"arguments":["true"]},"retry":{"attempts":3}}"""))
            .ShouldBe(Members(Samples.Kind("x") with { Retry = new RetryPolicy { Attempts = 3 } }));

    [Fact]
    public void Members_that_are_not_known_are_left_alone() =>
        KindJson.Read("""{"name":"x","from_the_future":[{}],"command":{"arguments":["true"]}}""").Name.ShouldBe("x");

    [Fact]
    public void A_kind_without_a_name_is_refused() => Should.Throw<JsonException>(() => KindJson.Read("{}"));

    [Fact]
    public void The_hash_is_the_same_for_the_same_definition_in_another_order()
    {
        var other = Full with { Command = Full.Command! with { Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } } };

        KindJson.Hash(other).ShouldBe(KindJson.Hash(Full));
        KindJson.Hash(Full).ShouldMatch("^[0-9a-f]{16}$");
    }

    [Fact]
    public void The_hash_changes_with_the_definition() =>
        new[]
        {
            Full,
            Full with { Priority = 7 },
            Full with { KeepHistory = true },
            Full with { Command = Full.Command! with { Arguments = ["bash", "-c"] } },
            Full with { Command = Full.Command! with { ExitCodes = new Dictionary<int, ExitMeaning> { [3] = ExitMeaning.Retry } } },
        }.Select(KindJson.Hash).ShouldBeUnique();

    [Fact]
    public void The_hash_stays_the_same_from_version_to_version() =>
        KindJson.Hash(Samples.Kind("narrate", "bash", "narrate.sh")).ShouldBe("662b5ab9752013c6");

    /// <summary>Every member by reflection, so that one which our own serialiser forgets is missed.</summary>
    private static string Members(JobKind kind) => JsonSerializer.Serialize(kind);
}
