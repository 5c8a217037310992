namespace Longhaul.Cli.Tests;

public sealed class UnknownNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make(Projects.Small + "\ntenants: { acme: { weight: 2 } }\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("queue slwo", "slow", "queues", "pause", "slwo")]
    [InlineData("queue slwo", "slow", "queues", "resume", "slwo")]
    [InlineData("queue slwo", "slow", "queues", "limit", "slwo", "--limit", "1")]
    [InlineData("kind brokne", "broken", "jobs", "pause", "--kind", "brokne")]
    [InlineData("kind stuborn", "stubborn", "jobs", "resume", "--kind", "stuborn")]
    [InlineData("tenant amce", "acme", "jobs", "pause", "--tenant", "amce")]
    [InlineData("tenant amce", "acme", "jobs", "resume", "--tenant", "amce")]
    [InlineData("tenant amce", "acme", "tenants", "set", "amce", "--weight", "2")]
    [InlineData("tenant amce", "acme", "tenants", "budget", "amce", "5 USD/day")]
    [InlineData("tenant amce", "acme", "tenants", "resume", "amce")]
    public async Task A_name_that_nobody_knows_is_accepted_with_a_remark_each_time(string target, string meant, params string[] arguments)
    {
        for (var time = 1; time <= 2; time++)
        {
            var run = await RunAsync(arguments);
            (run.Code, run.ErrorLine).ShouldBe(
                (ExitCode.Done, $"longhaul: no live worker, no job and no longhaul.yaml here knows a {target}; did you mean `{meant}`?"));
            run.Out.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("queues", "pause", "slow")]
    [InlineData("queues", "resume", "default")]
    [InlineData("queues", "limit", "slow", "--rate", "5/s")]
    [InlineData("jobs", "pause", "--kind", "ok", "--kind", "two", "--kind", "two.first", "--tenant", "acme")]
    [InlineData("tenants", "budget", "acme", "5 USD/day")]
    public async Task A_name_of_the_file_is_known(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        (run.Code, run.Error).ShouldBe((ExitCode.Done, ""));
    }

    [Fact]
    public async Task A_name_of_a_job_is_known_where_the_file_is_another_and_also_when_the_job_is_over()
    {
        await RunAsync("enqueue", "ok", "--queue", "slow", "--tenant", "bo", "--input", "text=1");
        await RunAsync("run", "two", "--input", "version=1");
        _folder.File("longhaul.yaml", "name: other\nstore: sqlite:data/longhaul.db\njobs: { fine: { command: [true] } }\n");
        await ExpectKnownAsync();
        await RunAsync("jobs", "cancel", "1");
        await ExpectKnownAsync();
        (await RunAsync("jobs", "pause", "--kind", "fin")).ErrorLine.ShouldEndWith("knows a kind fin; did you mean `fine`?");
    }

    [Fact]
    public async Task A_pipeline_that_is_paused_names_its_steps_of_other_kinds()
    {
        _folder.File("longhaul.yaml", """
            name: other
            store: sqlite:data/longhaul.db
            jobs: { encode: { command: [true] } }
            pipelines:
              sound: { steps: { mix: { command: [true] } } }
              video: { steps: { script: { command: [true] }, first: { job: encode }, second: { job: encode, needs: [first] }, music: { pipeline: sound } } }
            """);
        (await RunAsync("jobs", "pause", "--kind", "video")).ErrorLine.ShouldBe(
            "longhaul: these steps of video are of other kinds and go on: first (encode), mix (sound.mix); to pause them too: longhaul jobs pause --kind encode --kind sound.mix");
        (await RunAsync("jobs", "pause", "--kind", "sound")).Error.ShouldBeEmpty();
        (await RunAsync("jobs", "resume", "--kind", "video")).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_refused_gets_no_remark_and_an_unknown_schedule_is_refused()
    {
        (await RunAsync("queues", "pause", new string('x', 101))).ErrorLine.ShouldContain("has 1 to 100 characters");
        (await RunAsync("schedules", "pause", "nihgtly")).Code.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task A_file_that_is_wrong_keeps_nobody_from_pausing()
    {
        _folder.File("longhaul.yaml", "store: sqlite:data/longhaul.db\njobs: [\n");
        var run = await RunAsync("queues", "pause", "slow");
        (run.Code, run.Out, run.ErrorLine).ShouldBe(
            (ExitCode.Done, "queue slow paused\n", "longhaul: no live worker, no job and no longhaul.yaml here knows a queue slow"));
    }

    private async Task ExpectKnownAsync()
    {
        (await RunAsync("queues", "pause", "slow")).Error.ShouldBeEmpty();
        (await RunAsync("jobs", "pause", "--kind", "ok", "--kind", "two", "--kind", "two.second", "--tenant", "bo")).Error.ShouldBeEmpty();
    }

    private Task<CliRun> RunAsync(params string[] arguments) => CliRun.InAsync(_folder.Path, arguments);
}
