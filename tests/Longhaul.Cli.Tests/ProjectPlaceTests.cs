using Longhaul.Cli.Configuration;

namespace Longhaul.Cli.Tests;

public sealed class ProjectPlaceTests
{
    [Fact]
    public void The_nearest_longhaul_yaml_above_is_taken()
    {
        using var folder = Projects.Make();
        var deep = Directory.CreateDirectory(Path.Combine(folder.Path, "a/b")).FullName;
        ProjectPlace.Find(new SettingReader(new Dictionary<string, string>()), deep, startWasNamed: false).Folder.ShouldBe(folder.Path);
    }

    [Fact]
    public async Task Without_one_a_command_says_how_to_make_one()
    {
        using var folder = new TemporaryFolder();
        var run = await CliRun.InAsync(folder.Path, "jobs", "list");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.ErrorLine.ShouldBe(
            $"longhaul: there is no longhaul.yaml in \"{folder.Path}\" or above it; make one with `longhaul init`, or say where it is with -C DIR");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_store_that_is_named_needs_no_longhaul_yaml_to_be_looked_at()
    {
        using var folder = new TemporaryFolder();
        var run = await CliRun.InAsync(folder.Path, "jobs", "list", "--store", "sqlite:deep/er/x.db");
        run.Code.ShouldBe(0);
        File.Exists(Path.Combine(folder.Path, "deep/er/x.db")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("store: sqlite:own/x.db")]
    [InlineData("store: 'sqlite:own/x.db'  # where")]
    [InlineData("store: ${NOWHERE:-sqlite:own/x.db}")]
    [InlineData("\"store\": sqlite:own/x.db")]
    public async Task The_files_own_store_is_taken_however_it_is_written(string line)
    {
        using var folder = Projects.Make($"name: x\n{line}\njobs:\n  a: {{ command: [a] }}\n");
        (await CliRun.InAsync(folder.Path, "jobs", "list")).Code.ShouldBe(0);
        File.Exists(Path.Combine(folder.Path, "own/x.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task LONGHAUL_FILE_names_the_file_unless_a_folder_is_named()
    {
        using var one = Projects.Make();
        using var other = Projects.Make();
        var environment = new Dictionary<string, string> { ["LONGHAUL_FILE"] = Path.Combine(one.Path, "longhaul.yaml") };
        (await CliRun.InAsync("/", environment, "", "jobs", "list")).Code.ShouldBe(0);
        (await CliRun.InAsync("/", environment, "", "-C", other.Path, "jobs", "list")).Code.ShouldBe(0);
        File.Exists(Path.Combine(one.Path, "data/longhaul.db")).ShouldBeTrue();
        File.Exists(Path.Combine(other.Path, "data/longhaul.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_or_folder_that_is_named_and_not_there_is_told()
    {
        (await CliRun.InAsync("/", "-C", "/no/such", "jobs", "list")).ErrorLine
            .ShouldBe("longhaul: -C: there is no folder \"/no/such\"; name one that exists, or make one with: longhaul init DIR");
        (await CliRun.InAsync("/", "--file", "no.yaml", "jobs", "list")).ErrorLine
            .ShouldBe("longhaul: --file: there is no file \"/no.yaml\"; name a longhaul.yaml that exists");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_for_the_store_is_told()
    {
        using var folder = Projects.Make();
        folder.File("plain", "");
        var run = await CliRun.InAsync(folder.Path, "jobs", "list", "--store", "plain/x.db");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.ErrorLine.ShouldStartWith($"longhaul: --store: the folder \"{folder.Path}/plain\" cannot be made: ");
    }
}
