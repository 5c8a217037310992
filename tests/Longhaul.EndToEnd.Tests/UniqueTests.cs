using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Jobs that take the place of one that waits, with real processes.</summary>
public sealed class UniqueTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        queues: { default: { concurrency: 4 } }
        jobs:
          index:
            command: [bash, -c, 'echo "$0" >> ledger; mkdir inside || echo twice >> ledger; while [ "$0" = 1 ] && [ ! -e go ]; do sleep 0.05; done; rmdir inside', "{{ input.n }}"]
            unique: { by: kind, on_conflict: replace }
        """;

    [Fact]
    public Task On_a_file_the_last_of_many_calls_runs_after_the_one_that_runs() => RunAsync(new Project(Yaml));

    [Fact]
    public Task On_a_server_the_last_of_many_calls_runs_after_the_one_that_runs() => RunAsync(new Project(Yaml, fixture.Server.Url));

    private static async Task RunAsync(Project project)
    {
        await using (project)
        {
            await project.WorkAsync();
            var first = await project.EnqueueAsync("index", "--input", "n=1");
            await project.ReachesAsync(first, JobState.Running);
            var ids = await Task.WhenAll(Enumerable.Range(2, 6).Select(n => project.EnqueueAsync("index", "--input", $"n={n}")));
            var last = await project.EnqueueAsync("index", "--input", "n=9");
            ids.ShouldAllBe(id => id == last);
            project.Write("go", "");
            await project.ReachesAsync(last, JobState.Completed);
            project.Ledger().ShouldBe(["1", "9"]);
        }
    }
}
