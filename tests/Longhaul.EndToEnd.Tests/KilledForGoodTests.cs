using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A worker that is killed and never starts again: another one that shares its folder removes what it left.</summary>
public sealed class KilledForGoodTests
{
    private const string Yaml = """
        jobs:
          fetch:
            command: [bash, -c, 'cp "$COOKIES_FILE" "$LONGHAUL_WORK/copy"; touch ready; sleep 600']
            secrets: [{ name: COOKIES, as: file }]
            encrypted: true
            on_worker_lost: fail
        """;

    [Fact]
    public async Task Secrets_and_inputs_of_its_jobs_are_gone_soon_after()
    {
        await using var project = new Project(Yaml);
        string[] canaries = [$"cookie-{Guid.NewGuid():N}", $"card-{Guid.NewGuid():N}"];
        project.Environment["FERNET_KEY"] = FernetKey.Create().Reveal();
        (await project.RunAsync(canaries[0], ["secrets", "set", "COOKIES"])).ShouldEndWith(0);
        var doomed = await project.WorkAsync();
        var job = (await project.EnqueueManyAsync([$$$"""{"kind":"fetch","input":{"card":"{{{canaries[1]}}}"}}"""])).Single();
        await Wait.UntilAsync(() => File.Exists(project.At("ready")), "it runs", 30, () => doomed.Said);
        var other = await project.WorkAsync();
        var scratch = Directory.GetDirectories(project.At("data/work")).ShouldHaveSingleItem();
        File.ReadAllText(Path.Join(scratch, "secrets", "COOKIES")).ShouldBe(canaries[0]);
        File.ReadAllText(Path.Join(scratch, "input.json")).ShouldContain(canaries[1]);

        doomed.Kill9();

        await Wait.UntilAsync(() => Directory.GetFileSystemEntries(project.At("data/work")).Length == 0, "its scratch is removed", 60, () => other.Said);
        await other.SeeAsync("SCRATCH_SWEPT");
        (await project.ReachesAsync(job, JobState.Failed)).Error!.Code.ShouldNotBeEmpty();
        Canary.ShouldHoldNone(Canary.Files(project), canaries, "files while the other worker lives");
    }
}
