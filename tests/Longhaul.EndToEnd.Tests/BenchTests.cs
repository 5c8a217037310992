using System.Diagnostics;
using System.Text.Json;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>Measuring: that there are figures, of what they are, and that nothing is left behind. How good they are is no matter here.</summary>
[Collection(nameof(MeasuresTime))]
public sealed class BenchTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = "jobs:\n  hello: { command: [echo, hello] }\n";
    private static readonly string[] Small = ["--jobs", "2000", "--runs", "1", "--seconds", "1", "--json"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Measuring_yields_every_figure_and_leaves_nothing_behind(bool onServer)
    {
        await using var project = new Project(Yaml, onServer ? fixture.Server.Url : null);
        await project.EnqueueAsync("hello");
        var figures = (await project.RunAsync(["bench", "--only", "drain,single,enqueue", .. Small])).ShouldEndWith(0).Json.EnumerateArray().ToList();
        figures.Select(Name).ShouldBe(
            ["drain_no_history", "drain_history", "drain_single", "enqueue_bulk", "enqueue_single_1", "enqueue_single_10"]);
        figures.ShouldAllBe(figure => figure.GetProperty("value").GetDouble() > 0 && figure.GetProperty("runs").GetInt32() == 1);
        figures.ShouldAllBe(figure => figure.GetProperty("cpu_us_per_job").GetDouble() > 0 && figure.GetProperty("peak_memory_mb").GetDouble() > 1);
        figures.ShouldAllBe(figure => (figure.GetProperty("wal_bytes_per_job").ValueKind == JsonValueKind.Number) == onServer);
        figures.Take(2).ShouldAllBe(figure => figure.GetProperty("processes").GetInt32() == 2 && figure.GetProperty("places").GetInt32() == 24);
        if (onServer)
        {
            figures.ShouldAllBe(figure => figure.GetProperty("server_cpu_us_per_job").GetDouble() >= 0);
            figures[4].GetProperty("commits_per_job").GetDouble().ShouldBeGreaterThanOrEqualTo(1);
        }

        ShouldBeGone(project);
        (await project.Store.Queries.ListQueuesAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Ready.ShouldBe(1, "the store itself is not touched");
    }

    [Fact]
    public async Task Latency_and_old_snapshots_are_measured_on_a_server()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        var figures = (await project.RunAsync("bench", "--only", "latency,fair,keys,due,held", "--jobs", "100", "--runs", "1", "--seconds", "1", "--json"))
            .ShouldEndWith(0).Json.EnumerateArray().ToList();
        figures.Select(Name).ShouldBe(["latency_p50", "latency_p99", "drain_fair", "drain_keys", "due_p50", "due_p99", "unheld_claim_p99", "held_claim_p99", "held_backlog"]);
        figures[1].GetProperty("value").GetDouble().ShouldBeGreaterThanOrEqualTo(figures[0].GetProperty("value").GetDouble());
        figures.Take(8).ShouldAllBe(figure => figure.GetProperty("value").GetDouble() > 0);
        ShouldBeGone(project);
    }

    [Fact]
    public async Task An_interrupted_measuring_says_so_and_leaves_nothing_behind()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        var variables = new Dictionary<string, string>(project.Environment) { ["HEALTH_CHECK_PORT"] = "0" };
        await using var bench = WorkerProcess.Start(["bench", "-C", project.Folder, "--only", "drain", "--runs", "100", "--jobs", "2000"], variables);
        await Wait.UntilAsync(() => Workers(project).Any(), "workers are measured", 60, () => bench.Said);

        var second = (await project.RunAsync("bench", "--jobs", "100")).ShouldEndWith(2);
        second.ErrorLines.ShouldHaveSingleItem().ShouldContain("wait for its end");

        bench.Interrupt();
        (await bench.EndAsync(60)).ShouldBe(130, bench.Said);
        bench.Said.ShouldContain("bench was interrupted");
        ShouldBeGone(project);
    }

    [Fact]
    public async Task A_schema_that_was_not_made_by_measuring_is_left_alone()
    {
        await using var project = new Project(Yaml, fixture.Server.Url);
        fixture.Do($"create schema \"{BenchSchema(project)}\"; create table \"{BenchSchema(project)}\".precious ()");
        (await project.RunAsync("bench")).ShouldEndWith(2).ErrorLines.ShouldHaveSingleItem().ShouldContain("was not made by measuring");
        fixture.Ask($"select count(*) from pg_tables where schemaname = '{BenchSchema(project)}'").ShouldBe(["1"]);
    }

    [Fact]
    public async Task The_limits_of_a_server_have_the_same_names()
    {
        var (code, output) = await BenchProgramAsync(["--store", fixture.Server.Url, "--only", "drain,single,enqueue", .. Small]);
        code.ShouldBe(0, output);
        JsonDocument.Parse(output).RootElement.EnumerateArray().Select(Name).ShouldBe(
            ["drain_no_history", "drain_history", "drain_single", "enqueue_bulk", "enqueue_single_1", "enqueue_single_10"]);
        fixture.Ask("select count(*) from pg_namespace where nspname = 'longhaul_limit_bench'").ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_comparison_sets_the_median_beside_the_best_peer_and_the_limit()
    {
        await using var project = new Project(Yaml);
        project.Write("r/ours-1.json", """[{"metric":"drain_no_history","value":300,"unit":"jobs/s"},{"metric":"latency_p50","value":2,"unit":"ms"},{"metric":"claim_1k","value":5,"unit":"ms"}]""");
        project.Write("r/ours-2.json", """[{"metric":"drain_no_history","value":100,"unit":"jobs/s"},{"metric":"drain_single","value":50,"unit":"jobs/s"}]""");
        project.Write("r/ours-3.json", """[{"metric":"drain_no_history","value":200,"unit":"jobs/s"},{"metric":"enqueue_single_10","value":7,"unit":"jobs/s"}]""");
        project.Write("r/limits-1.json", """[{"metric":"drain_no_history","value":400,"unit":"jobs/s"},{"metric":"latency_p50","value":1,"unit":"ms"}]""");
        project.Write("r/peers-a-1.jsonl", """
            installing
            {"peer":"a","metric":"drain","value":90,"unit":"jobs/s","conditions":"batch; 2 worker process(es); n=9"}
            {"peer":"a","metric":"drain","value":999,"unit":"jobs/s","conditions":"batch; 4 worker process(es); n=9"}
            {"peer":"a","metric":"drain","value":998,"unit":"jobs/s","conditions":"batch; 2 worker process(es); n=9; HANDLED 3; NOT FINISHED"}
            {"peer":"a","metric":"drain","value":10,"unit":"jobs/s","conditions":"default preset; 1 worker process(es); n=9"}
            {"peer":"a","metric":"latency_p50","value":4,"unit":"ms","conditions":"idle; got 500"}
            {"peer":"a","metric":"enqueue_single","value":3,"unit":"jobs/s","conditions":"send; 1 in flight; client 0.5 cores, postgres 0.3 cores"}
            {"peer":"a","metric":"enqueue_single","value":14,"unit":"jobs/s","conditions":"send; 10 in flight; client 0.5 cores, postgres 0.3 cores"}
            """);
        project.Write("r/peers-b-1.jsonl", """
            {"peer":"b","metric":"drain","value":100,"unit":"jobs/s","conditions":"batchSize 1000; 2 worker process(es); n=9"}
            {"peer":"b","metric":"drain","value":12,"unit":"jobs/s","conditions":"batchSize 1, localConcurrency 20; 1 worker process(es); n=9"}
            {"peer":"b","metric":"latency_p50","value":8,"unit":"ms","conditions":"idle; got 500"}
            {"peer":"b","metric":"latency_p50","value":null,"unit":"ms","conditions":"idle; got 0"}
            """);
        var (code, output) = await BenchProgramAsync(["compare", project.At("r"), "--json"]);
        code.ShouldBe(0, output);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        rows[0].EnumerateObject().Select(field => field.Name).ShouldBe(
            ["metric", "value", "unit", "best_peer", "peer_value", "limit_value", "ratio_to_best_peer", "ratio_to_limit"]);
        rows.Select(row => string.Join(' ', row.EnumerateObject().Select(field => field.Value.ToString()))).ShouldBe(
        [
            "drain_no_history 200 jobs/s b 100 400 2 0.5", "latency_p50 2 ms a 4 1 0.5 2", "claim_1k 5 ms     ", "drain_single 50 jobs/s b 12  4.167 ",
            "enqueue_single_10 7 jobs/s a 14  0.5 ",
        ]);
    }

    [Theory]
    [InlineData("--only", "nonsense")]
    [InlineData("--jobs", "10")]
    [InlineData("--runs", "x")]
    [InlineData("--peers", "/no/such/folder")]
    [InlineData("--frob", "1")]
    [InlineData("--peers")]
    public async Task A_wrong_option_of_the_script_is_one_line_and_2(params string[] arguments)
    {
        var (code, output) = await RunAsync("bash", [Path.Combine(Checkout.Root, "bench/compare.sh"), .. arguments], withError: true);
        code.ShouldBe(2, output);
        output.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("compare.sh: ");
    }

    [Fact]
    [Trait("tier", "soak")]
    public async Task The_script_compares_on_a_server_of_its_own_and_leaves_nothing_behind()
    {
        await using var project = new Project(Yaml);

        // The server's own user has to get through it.
        File.SetUnixFileMode(project.Folder, File.GetUnixFileMode(project.Folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var (code, output) = await RunAsync(
            "env", [$"TMPDIR={project.Folder}", "bash", Path.Combine(Checkout.Root, "bench/compare.sh"), "--only", "drain,enqueue", "--runs", "1", "--jobs", "2000", "--seconds", "1", "--json"]);
        code.ShouldBe(0, output);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        rows.Select(Name).ShouldBe(["drain_no_history", "drain_history", "enqueue_bulk", "enqueue_single_1", "enqueue_single_10"]);
        rows.ShouldAllBe(row => row.GetProperty("ratio_to_limit").GetDouble() > 0 && row.GetProperty("best_peer").ValueKind == JsonValueKind.Null);
        Directory.GetDirectories(project.Folder, "longhaul-compare-*").ShouldBeEmpty();
        ProcFiles.Pids().Select(ProcFiles.CommandLine).ShouldAllBe(line => !line.Contains(project.Folder));
    }

    private static string? Name(JsonElement row) => row.GetProperty("metric").GetString();

    private static string BenchSchema(Project project) => $"{Path.GetFileName(project.Folder)}_bench";

    private static IEnumerable<int> Workers(Project project) => ProcFiles.Pids()
        .Where(pid => ProcFiles.CommandLine(pid).Contains("bench-worker") && ProcFiles.Environment(pid).Contains(Path.GetFileName(project.Folder)));

    private void ShouldBeGone(Project project)
    {
        Workers(project).ShouldBeEmpty();
        fixture.Ask($"select count(*) from pg_namespace where nspname = '{BenchSchema(project)}'").ShouldBe(["0"]);
        Directory.GetFileSystemEntries(project.Folder, "*bench*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private static Task<(int Code, string Output)> BenchProgramAsync(string[] arguments) =>
        RunAsync(Path.Combine(AppContext.BaseDirectory, "Longhaul.Bench"), arguments);

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, bool withError = false)
    {
        var start = Executable.Start([]);
        start.FileName = program;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + (withError || process.ExitCode != 0 ? await error : ""));
    }
}
