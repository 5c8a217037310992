using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A PostgreSQL server whose disk for tables is full.</summary>
public sealed class ServerDiskFullTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        jobs:
          hello: { command: [bash, -c, 'echo "hello $LONGHAUL_JOB_ID" >> ledger'] }
          chatty: { command: [bash, -c, 'echo start >> ledger; until [ -e finish ]; do printf "%04000d\n" $RANDOM; sleep 0.05; done; echo end >> ledger'] }
        """;

    // Does not compress to nothing, so that it needs room.
    private static readonly string Big = $$$"""{"kind":"hello","input":{"text":"{{{Convert.ToHexString(Noise(100_000))}}}"}}""";

    [Fact]
    public async Task What_was_accepted_runs_and_what_had_ended_is_delivered_once_there_is_room()
    {
        using var disk = new SmallDisk(megabytes: 48);
        var folder = Path.Combine(disk.Folder, "tables");
        PostgreSqlServer.MakeFolder(folder);
        fixture.Do($"create tablespace small location '{folder}'");
        fixture.Do("create database small tablespace small");
        try
        {
            await FillAsync(disk, fixture.Server.Url[..fixture.Server.Url.LastIndexOf('/')] + "/small");
        }
        finally
        {
            fixture.Do("drop database small with (force)");
            fixture.Do("drop tablespace small");
        }
    }

    private static async Task FillAsync(SmallDisk disk, string url)
    {
        await using var project = new Project(Yaml, url);
        var worker = await project.WorkAsync();
        var running = await project.EnqueueAsync("chatty");
        await project.LedgerHasAsync("start");

        var accepted = new List<long>();
        await Wait.UntilAsync(
            async () =>
            {
                disk.TakeAllRoom();
                return !await TryEnqueueAsync(project, accepted);
            },
            "new jobs are refused", 60, () => worker.Said);
        await worker.SeeAsync("STORE_FULL", 60, line => line.Message.Contains("has no room left"));
        (await worker.HealthAsync()).ShouldContain("has no room left");
        project.Write("finish", "");
        await project.LedgerHasAsync("end");
        worker.HasEnded.ShouldBeFalse(worker.Said);

        disk.GiveRoom();
        foreach (var id in accepted.Append(running))
        {
            var job = await project.ReachesAsync(id, JobState.Completed, 90);
            (job.Failures, job.Crashes).ShouldBe((0, 0), $"{job with { Input = "" }}\n{worker.Said}");
        }

        project.Ledger().ShouldBe(["start", "end", .. accepted.Select(id => $"hello {id}")], ignoreOrder: true);
        await Wait.UntilAsync(async () => (await worker.HealthAsync()).Contains("\"healthy\""), "it is healthy again", 60, () => worker.Said);
        (await TryEnqueueAsync(project, accepted)).ShouldBeTrue();
    }

    private static async Task<bool> TryEnqueueAsync(Project project, List<long> accepted)
    {
        var result = await project.RunAsync(Big, ["enqueue", "--jsonl", "-"]);
        if (result.ExitCode != 0)
        {
            result.ShouldEndWith(69).ErrorLines.ShouldHaveSingleItem().ShouldContain("has no room left");
            return false;
        }

        accepted.Add(long.Parse(result.Output));
        return true;
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(17).NextBytes(bytes);
        return bytes;
    }
}
