using System.Security.Cryptography;
using System.Text;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.S3;
using Longhaul.TestServers.S3;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Workers with a data folder each, as on machines of their own, and a bucket in common.</summary>
public sealed class BucketTests
{
    private const int Size = 300_000;

    private const string Yaml = """
        pipelines:
          film:
            steps:
              shoot: { command: [bash, -c, 'head -c 300000 /dev/zero | tr "\0" a > "$LONGHAUL_OUTPUT/film"; printf "#!/bin/sh\ntr a b" > "$LONGHAUL_OUTPUT/cut.sh"; chmod +x "$LONGHAUL_OUTPUT/cut.sh"'] }
              cut: { needs: [shoot], command: [bash, -c, 'echo "$LONGHAUL_WORK" >> ledger; "$LONGHAUL_RUN_DIR/shoot/cut.sh" < "$LONGHAUL_RUN_DIR/shoot/film" > "$LONGHAUL_OUTPUT/cut"; echo cut > "$LONGHAUL_OUTPUT/a.txt"'] }
              show: { needs: [cut], command: [bash, -c, 'cat "$LONGHAUL_RUN_DIR/cut/cut" "$LONGHAUL_RUN_DIR/shoot/film" > "$LONGHAUL_OUTPUT/show"'] }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_on_two_machines_hand_files_on_through_a_bucket_though_one_is_killed_while_it_publishes()
    {
        await using var server = await S3Server.StartAsync();
        await using var project = ProjectOn(server);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var published = 0;
        server.Before = request => request is { Method: "PUT" } && request.Key.Contains("/cut/", StringComparison.Ordinal) && Interlocked.Increment(ref published) == 2
            ? HoldAsync(held) : Task.CompletedTask;
        var workers = new Dictionary<string, WorkerProcess>();
        foreach (var machine in new[] { "one", "two" })
        {
            workers[machine] = await project.WorkAsync(("LONGHAUL_DATA", project.At(machine)), ("MAX_CONCURRENT_JOBS", "1"));
        }

        var run = await project.EnqueueAsync("film");
        await held.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
        await Wait.UntilAsync(() => server.Objects.Keys.Any(key => key.Contains("/cut/", StringComparison.Ordinal)), "half of it is published");
        var killed = workers.Keys.Single(machine => project.Ledger().Single().StartsWith(project.At(machine), StringComparison.Ordinal));
        workers[killed].Kill9();
        await project.ReachesAsync(run, JobState.Completed);

        await AllIsRightAsync(project, server, run);
        project.Ledger()[1].ShouldNotStartWith(project.At(killed));
        server.Requests.ShouldContain(request => request.Method == "GET" && request.Key.EndsWith("/film", StringComparison.Ordinal));
        await SweepAsync(project, server, run);
    }

    [Fact]
    public async Task What_knows_buckets_is_loaded_only_where_there_is_one()
    {
        await using var server = await S3Server.StartAsync();
        await using var local = new Project(Yaml);
        await using var shared = ProjectOn(server);
        foreach (var (project, expected) in new[] { (local, false), (shared, true) })
        {
            var worker = await project.WorkAsync();
            await project.ReachesAsync(await project.EnqueueAsync("film"), JobState.Completed);
            (await File.ReadAllTextAsync($"/proc/{worker.Pid}/maps", Cancel)).Contains("AWSSDK", StringComparison.Ordinal).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("", "", 0, "can be listed, written, read and deleted in")]
    [InlineData("AWS_ACCESS_KEY_ID", "AKIAWRONG", 78, "does not know this key (InvalidAccessKeyId)")]
    [InlineData("LONGHAUL_ARTIFACTS", "s3://nothing?endpoint=ENDPOINT", 78, "is not there; make it")]
    [InlineData("LONGHAUL_ARTIFACTS", "s3://Nothing", 78, "names no bucket")]
    [InlineData("LONGHAUL_ARTIFACTS", "s3://artifacts?endpoint=http://127.0.0.1:1", 69, "is away: Connection refused")]
    public async Task Doctor_tries_the_bucket(string variable, string value, int code, string said)
    {
        await using var server = await S3Server.StartAsync();
        await using var project = ProjectOn(server);
        project.Environment[variable.Length == 0 ? "AWS_REGION" : variable] = value.Replace("ENDPOINT", server.Endpoint.ToString(), StringComparison.Ordinal);

        var result = await project.RunAsync("doctor");

        result.ShouldEndWith(code).Output.ShouldContain(said);
        result.Output.ShouldNotContain(S3Server.Secret);
        server.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_to_review_is_brought_to_whoever_looks()
    {
        await using var server = await S3Server.StartAsync();
        await using var project = ProjectOn(server, """
            pipelines:
              film:
                steps:
                  cut: { command: [bash, -c, 'echo moving > "$LONGHAUL_OUTPUT/film.txt"'] }
                  look: { needs: [cut], review: { title: Good?, show: [film.txt] } }
            """);
        await project.WorkAsync(("LONGHAUL_DATA", project.At("machine")));
        var run = await project.EnqueueAsync("film");
        await project.ReachesAsync(run + 2, JobState.AwaitingReview);

        project.Environment["LONGHAUL_DATA"] = project.At("mine");
        var shown = (await project.RunAsync("review", "show", $"{run + 2}")).ShouldEndWith(0);

        shown.Output.ShouldContain($"{project.At("mine")}/artifacts/runs/{run}/cut/");
        Directory.GetFiles(project.At("mine/artifacts"), "film.txt", SearchOption.AllDirectories).ShouldHaveSingleItem();
    }

    private static Project ProjectOn(S3Server server, string yaml = Yaml)
    {
        var project = new Project(yaml);
        foreach (var (name, value) in server.Variables)
        {
            project.Environment[name] = value;
        }

        return project;
    }

    // Until the connection is gone with the worker: the server then waits for nobody.
    private static Task HoldAsync(TaskCompletionSource held)
    {
        held.SetResult();
        return Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
    }

    private static async Task AllIsRightAsync(Project project, S3Server server, long run)
    {
        var show = (await project.Store.Queries.ListTreeAsync(run, Cancel)).Single(job => job.Step == "show");
        var file = ArtifactManifest.Parse(show.Artifacts).Files.ShouldHaveSingleItem();
        var expected = Encoding.ASCII.GetBytes(new string('b', Size) + new string('a', Size));
        file.ShouldBe(new ArtifactFile("show", 2 * Size, Convert.ToHexStringLower(SHA256.HashData(expected)), ContentTypes.Unknown));
        (await server.ReadAsync($"films/{ArtifactPlace.Of(show)!.Value.Folder}/show")).ShouldBe(expected);
    }

    private static async Task SweepAsync(Project project, S3Server server, long run)
    {
        var accepted = (await project.Store.Queries.ListTreeAsync(run, Cancel)).Select(ArtifactPlace.Of).OfType<ArtifactPlace>().Select(place => $"films/{place.Folder}/").ToArray();
        bool Stray(string key) => !accepted.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));
        server.Objects.Keys.Count(Stray).ShouldBe(1);
        using var bucket = new BucketArtifactStore(BucketAddress.Parse(server.Variables["LONGHAUL_ARTIFACTS"], server.Variables), project.At("three"));
        await bucket.SweepAsync(async place => place.IsWanted(await project.Store.Queries.GetAsync(place.Attempt.JobId, Cancel)), Cancel);
        server.Objects.Keys.Where(Stray).ShouldBe(["films/swept"]);
        server.Objects.Count.ShouldBe(6);
    }
}
