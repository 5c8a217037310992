using System.Diagnostics;
using System.Text.Json;

namespace Longhaul.Cli.Tests;

public sealed class ExecutableTests
{
    private static readonly Dictionary<string, string> AnyPort = new() { ["PORT"] = "0" };

    [Fact]
    public async Task A_run_that_leaves_no_history_and_was_done_by_another_worker_has_completed()
    {
        using var folder = Projects.Make("""
            name: quick
            jobs:
              quick: { command: [echo, done], history: none }
            """);
        using var worker = CliProcess.Start(folder.Path, "work");
        await worker.SeeAsync("[6/6]");
        for (var i = 0; i < 5; i++)
        {
            using var run = CliProcess.Start(folder.Path, "run", "quick");
            (await run.EndAsync()).ShouldBe(0, string.Join('\n', run.Error));
        }

        worker.Signal(CliProcess.Terminate);
        (await worker.EndAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Run_ends_with_0_as_the_job_did_and_passes_its_output_on()
    {
        using var folder = Projects.Make();
        using var run = CliProcess.Start(folder.Path, "run", "ok", "--input", "text=x");
        (await run.EndAsync()).ShouldBe(0, string.Join('\n', run.Error));
        run.Out.ShouldBe(["out"]);
        run.Error.ShouldContain("err");
        run.Error.ShouldContain("longhaul: no live worker serves ok; running one here until the job is over");
        run.Error.Last().ShouldMatch("^ok 1 completed after .*: exit code 0$");
    }

    [Fact]
    public async Task Run_ends_with_1_where_the_job_failed_and_tells_its_exit_code()
    {
        using var folder = Projects.Make();
        using var run = CliProcess.Start(folder.Path, "run", "bad");
        (await run.EndAsync()).ShouldBe(1);
        run.Error.Last().ShouldMatch("^bad 1 failed after .*: exit code 3");
    }

    [Fact]
    public async Task An_exit_code_that_says_success_is_no_reason_for_a_failure()
    {
        using var folder = Projects.Make("jobs:\n  gone: { command: [sh, -c, 'echo \"::fail nothing to deploy\"'] }\n");
        using var run = CliProcess.Start(folder.Path, "run", "gone");
        (await run.EndAsync()).ShouldBe(1);
        run.Error.Last().ShouldMatch("^gone 1 failed after [^:]+: nothing to deploy$");
    }

    [Fact]
    public async Task A_failed_step_is_named_with_its_exit_code()
    {
        using var folder = Projects.Make();
        using var run = CliProcess.Start(folder.Path, "run", "broken");
        (await run.EndAsync()).ShouldBe(1);
        run.Error.ShouldContain(line => line.StartsWith("step wrong failed: exit code 4", StringComparison.Ordinal));
        run.Error.Last().ShouldMatch("^broken 1 failed after ");
    }

    [Fact]
    public async Task Run_ends_with_75_when_told_to_wait_no_longer_and_the_job_is_kept()
    {
        using var folder = Projects.Make();
        using var run = CliProcess.Start(folder.Path, "run", "long", "--timeout", "2s");
        (await run.EndAsync()).ShouldBe(75);
        run.Error.Last().ShouldContain("come back with `longhaul run --job 1`");
        var job = await JobAsync(folder);
        job.GetProperty("state").GetString().ShouldBe("ready");
        job.GetProperty("failures").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData(CliProcess.Interrupt, 130)]
    [InlineData(CliProcess.Terminate, 143)]
    public async Task A_run_that_is_interrupted_puts_its_job_back(int signal, int code)
    {
        using var folder = Projects.Make();
        using var run = CliProcess.Start(folder.Path, "run", "long");
        await run.SeeAsync("processing");
        run.Signal(signal);
        (await run.EndAsync()).ShouldBe(code);
        run.Error.Last().ShouldContain("come back with `longhaul run --job 1`");
        (await JobAsync(folder)).GetProperty("state").GetString().ShouldBe("ready");
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_puts_back_what_does_not_finish_and_ends_with_0()
    {
        using var folder = Projects.Make();
        await CliRun.InAsync(folder.Path, "enqueue", "long");
        using var work = CliProcess.Start(folder.Path, AnyPort, "work");
        await work.SeeAsync("JOB_STARTED");
        work.Signal(CliProcess.Terminate);
        (await work.EndAsync()).ShouldBe(0);
        var job = await JobAsync(folder);
        job.GetProperty("state").GetString().ShouldBe("ready");
        job.GetProperty("failures").GetInt32().ShouldBe(0);
        work.Out.ShouldAllBe(line => IsJson(line));
    }

    [Theory]
    [InlineData(CliProcess.Interrupt, 130)]
    [InlineData(CliProcess.Terminate, 143)]
    public async Task A_second_signal_ends_a_worker_at_once(int signal, int code)
    {
        using var folder = Projects.Make();
        await CliRun.InAsync(folder.Path, "enqueue", "stubborn");
        using var work = CliProcess.Start(folder.Path, AnyPort, "work");
        await work.SeeAsync("JOB_STARTED");
        work.Signal(signal);
        await work.SeeAsync("WORKER_DRAINING");
        var watch = Stopwatch.StartNew();
        work.Signal(signal);
        (await work.EndAsync()).ShouldBe(code);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15), "the shutdown timeout is 30 s");
        (await JobAsync(folder)).GetProperty("failures").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_port_that_is_set_and_taken_is_78_and_one_that_is_not_set_moves_on()
    {
        using var folder = Projects.Make();
        using var first = CliProcess.Start(folder.Path, "work");
        var taken = HealthPort(await first.SeeAsync("[2/6]"));
        using var second = CliProcess.Start(folder.Path, new Dictionary<string, string> { ["HEALTH_CHECK_PORT"] = taken }, "work");
        (await second.EndAsync()).ShouldBe(78);
        second.Error.ShouldHaveSingleItem().ShouldStartWith($"longhaul: Port {taken} is taken");
        using var third = CliProcess.Start(folder.Path, "work");
        HealthPort(await third.SeeAsync("[2/6]")).ShouldNotBe(taken);
    }

    [Fact]
    public async Task A_job_is_followed_where_another_worker_runs_it()
    {
        using var folder = Projects.Make();
        using var work = CliProcess.Start(folder.Path, AnyPort, "work");
        await work.SeeAsync("[6/6]");
        using var run = CliProcess.Start(folder.Path, "run", "two", "--input", "version=1.10");
        (await run.EndAsync()).ShouldBe(0);
        run.Out.ShouldBe(["[first] 1.10", "[second] done"]);
        run.Error.ShouldNotContain(line => line.Contains("no live worker"));
    }

    [Fact]
    public async Task Logs_that_nobody_reads_any_more_end()
    {
        using var folder = Projects.Make("jobs:\n  chatty: { command: [sh, -c, 'while :; do echo line; sleep 0.1; done'], grace: 1s }\n");
        await CliRun.InAsync(folder.Path, "enqueue", "chatty");
        using var work = CliProcess.Start(folder.Path, new Dictionary<string, string>(AnyPort) { ["SHUTDOWN_TIMEOUT_MS"] = "1000" }, "work");
        await work.SeeAsync("JOB_STARTED");
        using var pipe = Process.Start(new ProcessStartInfo("sh", ["-c", $"'{CliProcess.Executable}' jobs logs 1 -f | head -n 1"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        (await pipe.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("line\n");
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await pipe.WaitForExitAsync(enough.Token);
    }

    [Theory]
    [InlineData("> /dev/full")]
    [InlineData(">&-")]
    public async Task Enqueue_that_cannot_print_the_id_names_it_on_the_error_output(string redirection)
    {
        using var folder = Projects.Make();
        (await ShellAsync(folder, $"enqueue ok {redirection}")).ShouldMatch("^1 longhaul: the output cannot be written: [^;]+; accepted all the same: job 1\n$");
        folder.File("lines", string.Concat(Enumerable.Repeat("{\"kind\":\"ok\"}\n", 5)));
        (await ShellAsync(folder, $"enqueue --jsonl lines {redirection}")).ShouldEndWith("; accepted all the same: jobs 2-6\n");
        (await ShellAsync(folder, $"jobs list {redirection}")).ShouldMatch("^1 longhaul: the output cannot be written: [^;]+\n$");
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2>&1 >out | true")]
    public async Task Remarks_that_cannot_be_written_change_nothing_else(string redirection)
    {
        using var folder = Projects.Make();
        var code = redirection.Contains('|') ? "; exit ${PIPESTATUS[0]}" : "";
        (await ScriptAsync(folder, $"longhaul jobs show 999 {redirection}{code}")).Code.ShouldBe(1);
        (await ScriptAsync(folder, $"longhaul enqueue nope {redirection}{code}")).Code.ShouldBe(2);
        var run = await ScriptAsync(folder, $"longhaul run ok --input text=x {redirection}{code}");
        run.Code.ShouldBe(0);
        (code.Length > 0 ? File.ReadAllText(Path.Combine(folder.Path, "out")) : run.Out).ShouldBe("out\n");
    }

    [Fact]
    public async Task A_folder_that_was_removed_is_78_and_does_not_matter_where_another_is_named()
    {
        using var folder = Projects.Make();
        const string gone = "mkdir gone; cd gone; rmdir ../gone; ";
        var lost = await ScriptAsync(folder, gone + "longhaul jobs list 2>&1");
        lost.Code.ShouldBe(78);
        lost.Out.TrimEnd('\n').Split('\n').ShouldHaveSingleItem().ShouldStartWith("longhaul: the current folder is gone; ");
        (await ScriptAsync(folder, gone + "longhaul -C sub jobs list")).Code.ShouldBe(78);
        (await ScriptAsync(folder, gone + $"longhaul -C {folder.Path} run ok --input text=x")).ShouldBe((0, "out\n"));
        (await ScriptAsync(folder, gone + "longhaul version")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_line_is_shown_as_one()
    {
        using var folder = Projects.Make("jobs:\n  long: { shell: \"head -c 100000 /dev/zero | tr '\\\\0' x; echo; echo after\" }\n");
        using var run = CliProcess.Start(folder.Path, "run", "long");
        (await run.EndAsync()).ShouldBe(0, string.Join('\n', run.Error));
        run.Out.Select(line => line.Length).ShouldBe([100_000, 5]);
        (await CliRun.InAsync(folder.Path, "jobs", "logs", "1")).Lines.Select(line => line.Length).ShouldBe([100_000, 5]);
    }

    [Fact]
    public async Task A_store_that_somebody_holds_locked_is_69()
    {
        using var folder = Projects.Make();
        (await CliRun.InAsync(folder.Path, "migrate")).Code.ShouldBe(0);
        using var holder = Process.Start(new ProcessStartInfo("flock", [Path.Combine(folder.Path, "data/longhaul.db-current"), "sh", "-c", "echo held; exec sleep 120"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        (await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("held");
        using var enqueue = CliProcess.Start(folder.Path, "enqueue", "ok");
        (await enqueue.EndAsync()).ShouldBe(69);
        enqueue.Error.ShouldHaveSingleItem().ShouldStartWith("longhaul: the store ");
        holder.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task Up_shows_the_jobs_output_with_their_names_and_starts_anew_when_the_definition_changes()
    {
        using var folder = Projects.Make("jobs:\n  say: { command: [echo, before] }\n");
        using var up = CliProcess.Start(folder.Path, new Dictionary<string, string>(AnyPort) { ["LOG_FORMAT"] = "text" }, "up", "--watch");
        await up.SeeAsync("[6/6]");
        await CliRun.InAsync(folder.Path, "enqueue", "say");
        await up.SeeAsync("say 1 | before");
        folder.File("longhaul.yaml", "jobs:\n  say: { comand: [echo, after] }\n");
        await up.SeeAsync("going on with the definition as it was");
        folder.File("longhaul.yaml", "jobs:\n  say: { command: [echo, after] }\n");
        await up.SeeAsync("longhaul.yaml has changed; starting anew");
        await CliRun.InAsync(folder.Path, "enqueue", "say");
        await up.SeeAsync("say 2 | after");
        up.Signal(CliProcess.Interrupt);
        (await up.EndAsync()).ShouldBe(0);
    }

    /// <summary>The exit code of a command in a shell, and its error output.</summary>
    private static async Task<string> ShellAsync(TemporaryFolder folder, string arguments)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"'{CliProcess.Executable}' {arguments}"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var said = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return $"{shell.ExitCode} {said}";
    }

    /// <summary>The exit code and the output of a script, in which <c>longhaul</c> is the executable.</summary>
    private static async Task<(int Code, string Out)> ScriptAsync(TemporaryFolder folder, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"longhaul() {{ '{CliProcess.Executable}' \"$@\"; }}; {script}"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, said);
    }

    private static async Task<JsonElement> JobAsync(TemporaryFolder folder)
    {
        var run = await CliRun.InAsync(folder.Path, "jobs", "show", "1", "--json");
        return JsonDocument.Parse(run.Out).RootElement.GetProperty("job");
    }

    private static string HealthPort(string line) => JsonDocument.Parse(line).RootElement.GetProperty("detail").GetString()!.Split(':')[2].Split('/')[0];

    private static bool IsJson(string line) => JsonDocument.Parse(line).RootElement.GetProperty("worker_id").GetString()!.Length > 0;
}
