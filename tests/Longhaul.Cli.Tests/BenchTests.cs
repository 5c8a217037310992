using Longhaul.Cli.Bench;
using Longhaul.Cli.Bench.Workers;

namespace Longhaul.Cli.Tests;

public sealed class BenchTests
{
    [Theory]
    [InlineData("--jobs", "99")]
    [InlineData("--jobs", "many")]
    [InlineData("--runs", "0")]
    [InlineData("--processes", "-1")]
    [InlineData("--places", "1001")]
    [InlineData("--seconds", "0")]
    [InlineData("--only", "drain,nonsense")]
    [InlineData("--only", "")]
    [InlineData("--only", "held")]
    [InlineData("drain")]
    public async Task A_wrong_option_is_one_line_and_2_and_nothing_is_made(params string[] arguments)
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, ["bench", .. arguments]);
        run.Code.ShouldBe(ExitCode.Usage, run.Error);
        run.ErrorLine.ShouldContain(arguments[^1] is "held" ? "PostgreSQL" : arguments[0]);
        Directory.GetFileSystemEntries(folder.Path, "*bench*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_was_not_made_by_measuring_is_left_alone()
    {
        using var folder = Projects.Make();
        var precious = folder.File("data/longhaul_bench/precious", "x");
        var run = await CliRun.InAsync(folder.Path, "bench");
        run.Code.ShouldBe(ExitCode.Usage);
        run.ErrorLine.ShouldContain("was not made by measuring");
        File.Exists(precious).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(0.99, 5)]
    [InlineData(0, 1)]
    public void A_quantile_is_a_value_that_was_measured(double part, double expected) => Quantile.Of([5, 1, 4, 2, 3], part).ShouldBe(expected);

    [Fact]
    public void A_job_carries_when_it_was_sent() => SendTime.Read(SendTime.Write(1_790_000_000_123.456)).ShouldBe(1_790_000_000_123.456);

    [Fact]
    public void Most_jobs_carry_no_such_time() => SendTime.Read(NoopProject.Payload).ShouldBeNull();

    [Fact]
    public void A_worker_tells_its_first_job_and_each_latency()
    {
        var said = new StringWriter { NewLine = "\n" };
        var lines = new WorkerLines(said, TimeProvider.System);
        lines.JobStarted(NoopProject.Payload);
        lines.JobStarted(NoopProject.Payload);
        lines.JobStarted(SendTime.Write(SendTime.Now(TimeProvider.System)));
        said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ShouldBe(["FIRST", "LAT"]);
    }

    [Fact]
    public void A_figure_is_the_median_with_its_range_and_the_median_of_what_is_known_of_costs()
    {
        var metric = new Metric("m", "jobs/s", new Conditions("", 1, 2, 3));
        var costs = new JobCosts(WalBytes: 10, Commits: null, Statements: null, ServerCpuMicroseconds: null, CpuMicroseconds: 1, PeakMegabytes: 7);
        var figure = Figure.Of(metric, [new Sample(30, costs), new Sample(10), new Sample(20, costs with { WalBytes = 12 })]);
        (figure.Value, figure.Least, figure.Most, figure.Runs).ShouldBe((20, 10, 30, 3));
        figure.Costs.ShouldBe(costs);
    }

    [Fact]
    public void Costs_are_differences_by_job()
    {
        var costs = JobCosts.Of(new StoreReading(1_000, 10, 5, 1.5), new StoreReading(3_000, 14, 13, 1.75), new ProcessUsage(0.5, 1024 * 1024), 4);
        costs.ShouldBe(new JobCosts(500, 1, 2, 62_500, 125_000, 1));
    }
}
