using Longhaul.Core.Artifacts;
using Longhaul.TestServers.S3;

namespace Longhaul.S3.Tests;

public sealed class TroubleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bucket_that_is_busy_for_a_while_is_waited_for_with_what_is_to_be_published()
    {
        await using var rig = await BucketRig.StartAsync();
        var left = 9;
        rig.Server.Faults = request => request.Method == "PUT" && Interlocked.Decrement(ref left) >= 0 ? S3Fault.Busy : S3Fault.None;

        (await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "x")), [], Cancel)).ShouldNotBeNull();

        rig.Server.Objects.Count.ShouldBe(1);
        rig.Clock.Waits.Where(wait => wait > TimeSpan.Zero).ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]);
    }

    [Fact]
    public async Task A_bucket_that_stays_away_is_given_up_after_a_quarter_of_an_hour()
    {
        await using var rig = await BucketRig.StartAsync();
        var one = rig.Machine("one", retries: 0);
        var output = rig.Output(("a", "x"));
        await rig.Server.DisposeAsync();

        var away = await Should.ThrowAsync<ArtifactStoreException>(() => one.PublishAsync(rig.Place, output, [], Cancel));

        away.Trouble.ShouldBe(ArtifactTrouble.Away);
        away.Message.ShouldContain("s3://artifacts/films at 127.0.0.1");
        rig.Clock.Waits.Sum(wait => wait.TotalMinutes).ShouldBeInRange(14, 16);
    }

    [Fact]
    public async Task A_broken_connection_is_gone_on_from()
    {
        await using var rig = await BucketRig.StartAsync();
        var (output, _) = await rig.LargeOutputAsync(3_000_000);
        var manifest = (await rig.Machine("one").PublishAsync(rig.Place, output, [], Cancel))!;
        var left = 4;
        rig.Server.Faults = request => request.Method == "GET" && Interlocked.Decrement(ref left) >= 0 ? S3Fault.Cut : S3Fault.None;

        var folder = (await rig.Machine("two").FindFolderAsync(rig.Place, manifest.ToJson(), Cancel))!;

        new FileInfo(Path.Join(folder, "large.bin")).Length.ShouldBe(3_000_000);
        rig.Server.Requests.Count(request => request.Method == "GET").ShouldBe(5);
    }

    [Fact]
    public async Task A_bucket_that_breaks_off_every_time_is_away_and_leaves_nothing_half()
    {
        await using var rig = await BucketRig.StartAsync();
        var manifest = (await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "x")), [], Cancel))!;
        rig.Server.Faults = _ => S3Fault.Cut;
        var two = rig.Machine("two");

        var away = await Should.ThrowAsync<ArtifactStoreException>(() => two.FindFolderAsync(rig.Place, manifest.ToJson(), Cancel));

        away.Trouble.ShouldBe(ArtifactTrouble.Away);
        (await two.FindFolderAsync(rig.Place, cancel: Cancel)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, "is not what was published")]
    [InlineData(false, "is gone from it")]
    public async Task An_object_that_is_another_or_gone_is_never_handed_out_and_named(bool another, string what)
    {
        await using var rig = await BucketRig.StartAsync();
        var manifest = (await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "x"), ("film.mp4", "moving")), [], Cancel))!;
        rig.Server.Faults = request => another && request.Key.EndsWith("film.mp4", StringComparison.Ordinal) ? S3Fault.Corrupt : S3Fault.None;
        if (!another)
        {
            rig.Server.Remove($"films/{rig.Place.Folder}/film.mp4");
        }

        var two = rig.Machine("two");
        var damaged = await Should.ThrowAsync<ArtifactStoreException>(() => two.FindFolderAsync(rig.Place, manifest.ToJson(), Cancel));

        damaged.Trouble.ShouldBe(ArtifactTrouble.Damaged);
        damaged.Message.ShouldContain($"films/{rig.Place.Folder}/film.mp4");
        damaged.Message.ShouldContain(what);
        (await two.FindFolderAsync(rig.Place, cancel: Cancel)).ShouldBeNull();
    }

    [Theory]
    [InlineData("other")]
    [InlineData("longer than it was")]
    public async Task An_object_that_somebody_replaced_is_damaged(string text)
    {
        await using var rig = await BucketRig.StartAsync();
        var manifest = (await rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "first")), [], Cancel))!;
        await rig.Server.PutAsync($"films/{rig.Place.Folder}/a", text);

        var damaged = await Should.ThrowAsync<ArtifactStoreException>(() => rig.Machine("two").FindFolderAsync(rig.Place, manifest.ToJson(), Cancel));
        damaged.Trouble.ShouldBe(ArtifactTrouble.Damaged);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_in_one_line_that_shows_no_key()
    {
        await using var rig = await BucketRig.StartAsync();
        var refused = await Should.ThrowAsync<ArtifactStoreException>(() => rig.Machine("one", keyId: "AKIAWRONG").RequireAsync(Cancel));
        refused.Trouble.ShouldBe(ArtifactTrouble.Refused);
        refused.Message.ShouldBe($"The bucket {rig.Address()} does not know this key (InvalidAccessKeyId); check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        refused.ToString().ShouldNotContain(S3Server.Secret);
        rig.Address().ToString().ShouldNotContain(S3Server.KeyId);
    }

    [Fact]
    public async Task A_missing_bucket_is_named()
    {
        await using var rig = await BucketRig.StartAsync();
        var variables = rig.Server.Variables;
        using var store = new BucketArtifactStore(BucketAddress.Parse($"s3://nothing?endpoint={rig.Server.Endpoint}", variables), rig.FolderOf("one"));
        var refused = await Should.ThrowAsync<ArtifactStoreException>(() => store.RequireAsync(Cancel));
        refused.Trouble.ShouldBe(ArtifactTrouble.Refused);
        refused.Message.ShouldContain("s3://nothing");
        refused.Message.ShouldContain("is not there; make it");
    }

    [Fact]
    public async Task A_bucket_that_was_seen_a_moment_ago_is_not_looked_at_again()
    {
        await using var rig = await BucketRig.StartAsync();
        var one = rig.Machine("one");
        await one.RequireAsync(Cancel);
        await one.RequireAsync(Cancel);
        rig.Server.Requests.Count.ShouldBe(1);
        rig.Clock.Pass(TimeSpan.FromMinutes(1));
        await one.RequireAsync(Cancel);
        rig.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Publishing_ends_when_its_attempt_is_stopped()
    {
        await using var rig = await BucketRig.StartAsync();
        using var stop = new CancellationTokenSource();
        rig.Server.Faults = _ =>
        {
            stop.Cancel();
            return S3Fault.Busy;
        };
        await Should.ThrowAsync<OperationCanceledException>(() => rig.Machine("one").PublishAsync(rig.Place, rig.Output(("a", "x")), [], stop.Token));
    }
}
