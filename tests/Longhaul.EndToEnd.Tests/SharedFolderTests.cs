using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Three workers, each in a folder of its own as if on a machine of its own, with a PostgreSQL server and a data folder in common.</summary>
public sealed class SharedFolderTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    // Two parts begin only when three have: no worker can make the three alone. Each part tells who made it.
    private const string Yaml = """
        queues: { default: { concurrency: 1 } }
        pipelines:
          film:
            steps:
              script: { command: [bash, -c, 'echo scene > "$LONGHAUL_OUTPUT/script.txt"'] }
              one: { needs: [script], command: [bash, part.sh, one] }
              two: { needs: [script], command: [bash, part.sh, two] }
              three: { needs: [script], command: [bash, part.sh, three] }
              whole: { needs: [one, two, three], command: [bash, -c, 'cat "$LONGHAUL_RUN_DIR"/{one,two,three}/part.txt > "$LONGHAUL_OUTPUT/film.txt"'] }
        """;

    private const string Part = """
        met=MEETING
        touch "$met/$1"
        until [ "$(ls "$met" | wc -l)" -eq 3 ]; do sleep 0.05; done
        echo "$1 $(cat "$LONGHAUL_RUN_DIR/script/script.txt") $(basename "$PWD")" > "$LONGHAUL_OUTPUT/part.txt"
        """;

    [Fact]
    public async Task Steps_on_three_machines_find_each_others_artifacts_in_the_shared_folder()
    {
        await using var first = new Project(Yaml, fixture.Server.Url);
        await using var second = Another(first);
        await using var third = Another(first);
        Project[] machines = [first, second, third];
        var meeting = Directory.CreateDirectory(first.At("meeting")).FullName;
        foreach (var machine in machines)
        {
            machine.Write("part.sh", Part.Replace("MEETING", meeting, StringComparison.Ordinal));
            machine.Environment["LONGHAUL_DATA"] = first.At("shared");
            machine.Environment["MAX_CONCURRENT_JOBS"] = "1";
        }

        var run = await first.EnqueueAsync("film");
        foreach (var machine in machines)
        {
            await machine.WorkAsync();
        }

        await first.ReachesAsync(run, JobState.Completed, 60);
        var film = Directory.GetFiles(first.At("shared"), "film.txt", SearchOption.AllDirectories).First();
        var lines = (await File.ReadAllLinesAsync(film, TestContext.Current.CancellationToken)).Select(line => line.Split(' ')).ToArray();
        lines.Select(words => $"{words[0]} {words[1]}").ShouldBe(["one scene", "two scene", "three scene"]);
        lines.Select(words => words[2]).ShouldBe(machines.Select(machine => Path.GetFileName(machine.Folder)), ignoreOrder: true);
        machines.ShouldAllBe(machine => !Directory.Exists(machine.At("data")));
    }

    private Project Another(Project first)
    {
        var project = new Project(Yaml, fixture.Server.Url);
        project.Environment["LONGHAUL_SCHEMA"] = first.Environment["LONGHAUL_SCHEMA"];
        return project;
    }
}
