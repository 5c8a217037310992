using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Artifacts that are kept elsewhere, and what a worker does where they cannot be.</summary>
public sealed class BucketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-").FullName;
    private readonly FakeArtifacts _artifacts;

    public BucketTests() => _artifacts = new FakeArtifacts(_folder);

    [Theory]
    [InlineData(ArtifactTrouble.Away)]
    [InlineData(ArtifactTrouble.Refused)]
    public async Task A_command_is_not_begun_where_nothing_could_be_published(ArtifactTrouble trouble)
    {
        await using var rig = new ExecutionRig { Artifacts = _artifacts };
        rig.Bash($"touch {rig.File("began")}");
        _artifacts.OnRequire = new ArtifactStoreException(trouble, "The bucket s3://films is gone.");

        var outcome = await rig.RunAsync();

        (outcome.Kind, outcome.Delay, outcome.Error).ShouldBe((OutcomeKind.Snoozed, TimeSpan.FromSeconds(5), new JobError("bucket", "The bucket s3://films is gone.")));
        File.Exists(rig.File("began")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_published_since_the_bucket_stays_away_gives_the_job_back()
    {
        await using var rig = new ExecutionRig { Artifacts = _artifacts };
        rig.Bash("echo x > $LONGHAUL_OUTPUT/file");
        _artifacts.OnPublish = new ArtifactStoreException(ArtifactTrouble.Away, "It is away.");
        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Snoozed);
    }

    [Fact]
    public async Task A_refusal_after_the_command_has_run_is_a_failure_that_is_counted()
    {
        await using var rig = new ExecutionRig { Artifacts = _artifacts };
        rig.Bash("echo x > $LONGHAUL_OUTPUT/file");
        _artifacts.OnPublish = new ArtifactStoreException(ArtifactTrouble.Refused, "It refuses.");

        var outcome = await rig.RunAsync();

        (outcome.Kind, outcome.Error).ShouldBe((OutcomeKind.Retry, new JobError("bucket", "It refuses.")));
    }

    [Fact]
    public async Task A_damaged_file_of_an_earlier_step_fails_the_step_for_good()
    {
        await using var rig = new ExecutionRig { Artifacts = _artifacts };
        rig.Bash("cp $LONGHAUL_RUN_DIR/one/* $LONGHAUL_OUTPUT; ls $LONGHAUL_RUN_DIR > $LONGHAUL_OUTPUT/list; echo y > $LONGHAUL_OUTPUT/own");
        await rig.Store.Intake.EnqueueAsync(
        [
            new NewJob { Kind = "run", IsContainer = true },
            new NewJob { Kind = "k", Parent = JobRef.InCall(0), Step = "one" },
            new NewJob { Kind = "k", Parent = JobRef.InCall(0), Step = "two", DependsOn = [new Dependency(JobRef.InCall(1))] },
        ]);
        await rig.RunAsync(await rig.ClaimAsync());
        _artifacts.OnFind = new ArtifactStoreException(ArtifactTrouble.Damaged, "The artifact 'own' is gone.");

        var outcome = await rig.RunAsync(await rig.ClaimAsync());

        (outcome.Kind, outcome.Error).ShouldBe((OutcomeKind.Failed, new JobError("artifact", "The artifact 'own' is gone.")));
    }

    [Fact]
    public async Task A_bucket_of_another_store_is_not_swept()
    {
        using var log = new TestLog();
        await using var rig = new ExecutionRig { Artifacts = _artifacts, Logs = log };
        rig.Bash("true");
        await rig.RunAsync();
        var foreign = Directory.CreateDirectory(Path.Join(_folder, $"runs/9/_/9-{Guid.NewGuid():N}-1")).FullName;
        _artifacts.IsOurs = false;

        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);

        Directory.Exists(foreign).ShouldBeTrue();
        log.Entries.ShouldHaveSingleItem().Message.ShouldContain("used with another store before");
        _artifacts.IsOurs = true;
        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);
        Directory.Exists(foreign).ShouldBeFalse();
    }

    [Fact]
    public async Task Folders_that_a_running_attempt_has_links_to_are_named_before_copies_are_removed()
    {
        await using var rig = new ExecutionRig { Artifacts = _artifacts };
        rig.Bash("true");
        await rig.RunAsync();
        var (one, two) = (Path.Join(_folder, "runs/1/a/2-x"), Path.Join(_folder, "runs/1/b.0/3-x"));
        var run = Directory.CreateDirectory(Path.Join(rig.Data, "work", "4-0123456789ab-1", "run", "b")).Parent!.FullName;
        Directory.CreateDirectory(one);
        Directory.CreateDirectory(two);
        Directory.CreateSymbolicLink(Path.Join(run, "a"), one);
        Directory.CreateSymbolicLink(Path.Join(run, "b", "0000"), two);

        await rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);

        _artifacts.Linked.ShouldBe([one, two], ignoreOrder: true);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
