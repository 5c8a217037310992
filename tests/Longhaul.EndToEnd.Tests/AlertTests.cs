using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.EndToEnd.Tests.Support;
using Longhaul.Tests.Webhooks;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Alerts, from real processes to a real server.</summary>
public sealed class AlertTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = """
        alerts:
          - { when: [job_failed, run_failed, worker_lost, review_waiting], webhook: "${HOOK}", format: json }
          - { when: [job_failed], webhook: "${UNSET:-}", format: slack }
        jobs:
          fails: { command: [sh, -c, 'echo it is broken >&2; exit 3'] }
          long: { command: [sleep, "600"] }
        pipelines:
          film:
            steps:
              ask: { review: { title: "Publish it?" } }
        """;

    [Fact]
    public Task On_a_file_a_failed_job_a_killed_worker_and_a_waiting_review_are_told_of_once_each() => RunAsync(new Project(Yaml));

    [Fact]
    public Task On_a_server_a_failed_job_a_killed_worker_and_a_waiting_review_are_told_of_once_each() => RunAsync(new Project(Yaml, fixture.Server.Url));

    private static async Task RunAsync(Project project)
    {
        await using var server = new WebhookServer();
        await using (project)
        {
            project.Environment["HOOK"] = server.Address.AbsoluteUri;
            var first = await project.WorkAsync();
            var failed = await project.EnqueueAsync("fails");
            await server.WaitForAsync(1);
            var film = await project.EnqueueAsync("film");
            await server.WaitForAsync(2);
            await project.ReachesAsync(await project.EnqueueAsync("long"), JobState.Running);
            Signals.Send(first.Pid, Signals.Kill);
            await project.WorkAsync();
            await server.WaitForAsync(3);

            var listed = (await project.RunAsync("alerts", "list")).ShouldEndWith(0).Output;
            listed.ShouldContain("slack (off)");
            listed.ShouldContain($"json http://127.0.0.1:{server.Address.Port}");
            listed.ShouldNotContain("hidden");
            var json = JsonDocument.Parse((await project.RunAsync("alerts", "--json")).ShouldEndWith(0).Output).RootElement;
            json[0].GetProperty("messages").GetArrayLength().ShouldBe(3);
            (await project.RunAsync("alerts", "test")).ShouldEndWith(0).Output.ShouldContain(": sent");
            var told = (await server.WaitForAsync(4)).Select(request => JsonDocument.Parse(request.Body).RootElement).ToList();
            told.Select(body => body.GetProperty("event").GetString()).ShouldBe(["job_failed", "review_waiting", "worker_lost", "test"]);
            told[0].GetProperty("job_id").GetInt64().ShouldBe(failed);
            told[1].GetProperty("job_id").GetInt64().ShouldBe(film + 1);
            told[1].GetProperty("text").GetString().ShouldBe("Publish it?");

            server.Answers = _ => new Answer(410);
            var refused = await project.RunAsync("alerts", "test");
            (refused.ExitCode, refused.Output.Contains("410 (Gone)", StringComparison.Ordinal)).ShouldBe((1, true));
        }
    }
}
