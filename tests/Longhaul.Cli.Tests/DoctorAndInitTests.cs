using System.Text.Json;
using Longhaul.Cli.Doctor;

namespace Longhaul.Cli.Tests;

public sealed class DoctorAndInitTests
{
    [Fact]
    public async Task Init_writes_a_folder_that_works_and_overwrites_nothing()
    {
        using var folder = new TemporaryFolder();
        (await CliRun.InAsync(folder.Path, "init", "my jobs")).Code.ShouldBe(0);
        var made = Path.Combine(folder.Path, "my jobs");
        (await CliRun.InAsync(made, "enqueue", "greet", "--input", "name=you")).Out.ShouldBe("1\n");
        var again = await CliRun.InAsync(folder.Path, "init", "my jobs");
        again.Code.ShouldBe(ExitCode.Usage);
        again.ErrorLine.ShouldContain("longhaul.yaml and steps/hello.sh and .gitignore is there already");
        File.GetUnixFileMode(Path.Combine(made, "steps/hello.sh")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_good_project()
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, "doctor");
        run.Code.ShouldBe(0, run.Out);
        run.Out.ShouldNotContain("problem");
        Directory.GetFileSystemEntries(folder.Path).Length.ShouldBe(1, "doctor only looks");
    }

    [Fact]
    public async Task Doctor_tells_every_problem_and_what_to_do_and_no_secret()
    {
        using var folder = Projects.Make("""
            name: sick
            jobs:
              a: { command: [no-such-tool, x] }
              b: { command: [sh, steps/gone.sh] }
            """);
        var environment = new Dictionary<string, string> { ["FERNET_KEY"] = "hunter2", ["PORT"] = "x", ["LONGHAUL_PROT"] = "1", ["DATABASE_URL"] = "postgres://u:hunter2@db/x?sslmod=require" };
        var run = await CliRun.InAsync(folder.Path, environment, "", "doctor");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.Out.ShouldContain("no-such-tool is not on PATH");
        run.Out.ShouldContain("install no-such-tool");
        run.Out.ShouldContain("steps/gone.sh is named in longhaul.yaml and is not there");
        run.Out.ShouldContain("LONGHAUL_PROT is set, and is no setting of Longhaul");
        run.Out.ShouldContain("PORT: \"x\" is not a whole number");
        run.Out.ShouldContain("FERNET_KEY: the value");
        run.Out.ShouldContain("DATABASE_URL: \"postgres://db/x\" has an option sslmod, which is not known; did you mean sslmode?");
        run.Out.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Doctor_tells_a_folder_in_the_place_of_the_store_from_a_store_that_is_not_there_yet()
    {
        using var folder = Projects.Make();
        folder.File("data/longhaul.db/x", "");
        var run = await CliRun.InAsync(folder.Path, "doctor");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.Out.ShouldContain("data/longhaul.db is a folder, and the store is a file");
    }

    [Fact]
    public async Task Doctor_says_in_one_line_which_values_could_become_options()
    {
        using var folder = Projects.Make("""
            jobs:
              open: { command: [rm, -r, "{{ input.path }}"] }
              closed: { command: [rm, -r, --, "{{ input.path }}"] }
              joined: { command: [ls, "--sort={{ input.by }}"] }
              shell: { command: [bash, -c, 'echo "$1"', name, "{{ input.text }}"] }
              number: { command: [echo, "{{ job.id }}"] }
            pipelines:
              p:
                input:
                  text: { required: true }
                  word: { required: true, pattern: '[a-z]+' }
                  size: { required: true, one_of: [small, big] }
                  count: { type: integer, min: 0, required: true }
                steps:
                  free: { command: [echo, "{{ input.text }}"] }
                  bound: { command: [echo, "{{ input.word }}", "{{ input.size }}", "{{ input.count }}"] }
                  again: { job: open, with: { path: "{{ input.word }}" } }
            """);

        var line = (await CliRun.InAsync(folder.Path, "doctor")).Out.Split('\n').Where(one => one.Contains("arguments")).ShouldHaveSingleItem();

        line.ShouldStartWith("warning");
        line.ShouldEndWith("would be read as an option: p.free ({{ input.text }}), open ({{ input.path }})");
    }

    [Fact]
    public async Task Doctor_tries_whether_a_store_that_is_not_there_yet_can_be_made()
    {
        using var folder = Projects.Make();
        File.WriteAllText(Path.Combine(folder.Path, "file"), "");
        var run = await CliRun.InAsync(folder.Path, "doctor", "--store", "sqlite:file/data/longhaul.db");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.Out.ShouldContain("longhaul.db cannot be made");
        Directory.GetFiles(folder.Path, ".longhaul-doctor*").ShouldBeEmpty();
    }

    [Fact]
    public void Doctor_and_a_worker_look_at_the_disks_of_the_store_and_of_the_data_each_once()
    {
        const string Other = "/dev/shm";
        using var folder = new TemporaryFolder();
        var folders = MachineChecks.WrittenFolders(new StorePlace.LocalFile(Path.Join(folder.Path, "there", "longhaul.db")), folder.Path);
        MachineChecks.Disks(folders).ShouldHaveSingleItem().Message.ShouldEndWith($"free at {folder.Path}");
        MachineChecks.Disks([folder.Path, Path.Join(folder.Path, "not/yet"), Other]).Select(one => one.Message.Split(' ')[^1]).ShouldBe([folder.Path, Other]);
    }

    [Fact]
    public async Task Doctor_in_JSON_has_a_level_and_a_remedy_for_each_finding()
    {
        using var folder = Projects.Make("jobs:\n  ok: { command: [echo, hello] }\n");
        var run = await CliRun.InAsync(folder.Path, new Dictionary<string, string> { ["LONGHAUL_X"] = "1" }, "", "doctor", "--json");
        var findings = JsonDocument.Parse(run.Out).RootElement.EnumerateArray().ToArray();
        findings.ShouldAllBe(finding => finding.EnumerateObject().Select(field => field.Name).SequenceEqual(new[] { "check", "level", "message", "remedy" }));
        findings.Select(finding => finding.GetProperty("check").GetString()).Distinct().ShouldBe(["configuration", "environment", "store", "data", "tools", "memory", "disk", "system", "limits"]);
        findings.Single(finding => finding.GetProperty("level").GetString() == "warning").GetProperty("remedy").GetString()!.ShouldStartWith("unset it");
    }

    [Fact]
    public async Task A_wrong_longhaul_yaml_is_told_line_by_line_and_78()
    {
        using var folder = Projects.Make("jobs:\n  a: { comand: [a] }\n");
        var run = await CliRun.InAsync(folder.Path, "enqueue", "a");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.Error.Split('\n')[0].ShouldStartWith("longhaul: longhaul.yaml:2:");
    }
}
