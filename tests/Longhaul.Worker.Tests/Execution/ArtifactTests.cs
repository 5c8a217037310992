using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Tests.Execution;

public sealed class ArtifactTests
{
    [Fact]
    public async Task What_lies_in_the_output_folder_is_published()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo moving > $LONGHAUL_OUTPUT/film.mp4; mkdir $LONGHAUL_OUTPUT/a; echo x > $LONGHAUL_OUTPUT/a/b");

        await rig.RunAsync();

        var job = (await rig.Store.Queries.GetAsync(1)).ShouldNotBeNull();
        ArtifactManifest.Parse(job.Artifacts).Files.Select(file => file.Path).ShouldBe(["a/b", "film.mp4"]);
        var folder = (await rig.Engine.Artifacts.FindFolderAsync(ArtifactPlace.Of(job)!.Value)).ShouldNotBeNull();
        folder.ShouldStartWith(Path.Join(rig.Data, "artifacts/runs/1/_/"));
        File.ReadAllText(Path.Join(folder, "film.mp4")).ShouldBe("moving\n");
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo ::fail no")]
    [InlineData("ln -s /etc/passwd $LONGHAUL_OUTPUT/link")]
    public async Task An_attempt_that_did_not_end_well_publishes_nothing(string script)
    {
        await using var rig = new ExecutionRig();
        rig.Bash($"echo moving > $LONGHAUL_OUTPUT/film.mp4; {script}");

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Failed);

        Directory.Exists(Path.Join(rig.Data, "artifacts")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("output/film.mp4")]
    [InlineData("$LONGHAUL_OUTPUT/film.mp4")]
    [InlineData("parts/film.mp4")]
    [InlineData("$LONGHAUL_WORK/parts/film.mp4")]
    public async Task A_file_in_scratch_or_output_may_be_named(string path)
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            $"""
            mkdir $LONGHAUL_WORK/parts
            case {path} in *parts*) echo moving > $LONGHAUL_WORK/parts/film.mp4;; *) echo moving > $LONGHAUL_OUTPUT/film.mp4;; esac
            touch $LONGHAUL_OUTPUT/other
            echo "::artifact {path}"
            """,
            kind => kind with { Command = kind.Command! with { Artifacts = ["*.txt"] } });

        var outcome = await rig.RunAsync();

        outcome.Error.ShouldBeNull();
        ArtifactManifest.Parse(outcome.Artifacts).Files.Select(file => file.Path).ShouldBe(["film.mp4"]);
    }

    [Theory]
    [InlineData("$LONGHAUL_WORK/parts/film.mp4", "$LONGHAUL_WORK/parts/film.mp4")]
    [InlineData("parts/film.mp4", "$LONGHAUL_WORK/parts/film.mp4")]
    [InlineData("$LONGHAUL_WORK/parts/film.mp4", "parts/film.mp4")]
    public async Task A_file_that_is_named_twice_is_published_once(string one, string other)
    {
        await using var rig = new ExecutionRig();
        rig.Bash(
            $"""
            mkdir $LONGHAUL_WORK/parts
            echo moving > $LONGHAUL_WORK/parts/film.mp4
            echo "::artifact {one}"
            echo "::artifact {other}"
            """,
            kind => kind with { Command = kind.Command! with { Artifacts = ["*.txt"] } });

        var outcome = await rig.RunAsync();

        outcome.Error.ShouldBeNull();
        ArtifactManifest.Parse(outcome.Artifacts).Files.Select(file => file.Path).ShouldBe(["film.mp4"]);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../longhaul.yaml")]
    [InlineData("$LONGHAUL_WORK/../other")]
    [InlineData("link/passwd")]
    [InlineData("link")]
    public async Task A_named_file_elsewhere_is_refused_and_left_alone(string path)
    {
        await using var rig = new ExecutionRig();
        File.WriteAllText(rig.File("longhaul.yaml"), "mine");
        rig.Bash($"ln -s /etc $LONGHAUL_WORK/link; echo \"::artifact {path}\"");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("path");
        rig.Read("longhaul.yaml").ShouldBe("mine");
        File.Exists("/etc/passwd").ShouldBeTrue();
    }

    [Fact]
    public async Task A_named_file_that_is_not_there_is_a_failure()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("echo ::artifact film.mp4");

        (await rig.RunAsync()).Error!.Message.ShouldContain("'film.mp4' is not there");
    }

    [Fact]
    public async Task A_disk_that_does_not_take_the_artifacts_is_tried_again()
    {
        await using var rig = new ExecutionRig();
        Directory.CreateDirectory(rig.Data);
        File.WriteAllText(Path.Join(rig.Data, "artifacts"), "in the way");
        rig.Bash("echo moving > $LONGHAUL_OUTPUT/film.mp4");

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error!.Code.ShouldBe("disk");
    }
}
