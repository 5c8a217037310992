using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Execution;

/// <summary>Jobs that put something else in the place of the folders they were given.</summary>
public sealed class ReplacedFolderTests : IAsyncDisposable
{
    private readonly ExecutionRig _rig;
    private readonly string _outside;

    public ReplacedFolderTests()
    {
        _rig = new ExecutionRig { Logs = Log };
        _outside = Directory.CreateDirectory(_rig.File("outside")).FullName;
        foreach (var name in (string[])["input.json", "precious.txt", "f.txt", "a.keep"])
        {
            File.WriteAllText(Path.Join(_outside, name), "mine");
        }

        Directory.CreateDirectory(Path.Join(_outside, "output"));
        Directory.CreateDirectory(Path.Join(_outside, "tmp"));
    }

    private TestLog Log { get; } = new();

    [Theory]
    [InlineData("rmdir $LONGHAUL_OUTPUT; ln -s $OUTSIDE $LONGHAUL_OUTPUT", "*.keep")]
    [InlineData("rmdir $LONGHAUL_OUTPUT; ln -s $OUTSIDE $LONGHAUL_OUTPUT", null)]
    [InlineData("rmdir $LONGHAUL_OUTPUT; ln -s $OUTSIDE $LONGHAUL_OUTPUT; echo ::artifact f.txt", null)]
    [InlineData("rm -rf $LONGHAUL_WORK; ln -s $OUTSIDE $LONGHAUL_WORK", null)]
    [InlineData("rm -rf $LONGHAUL_WORK; ln -s $OUTSIDE $LONGHAUL_WORK; echo ::artifact f.txt", null)]
    [InlineData("mv ${LONGHAUL_WORK%/*} elsewhere; ln -s ${OUTSIDE%/*}/parent ${LONGHAUL_WORK%/*}; mkdir -p parent; ln -s $OUTSIDE parent/${LONGHAUL_WORK##*/}", null)]
    [InlineData("mv ${LONGHAUL_WORK%/*} elsewhere; mkdir -p parent; ln -s ../parent ${LONGHAUL_WORK%/*}; cp -r $OUTSIDE parent/${LONGHAUL_WORK##*/}; echo ::artifact f.txt", null)]
    [InlineData("rmdir $LONGHAUL_OUTPUT; echo x > $LONGHAUL_OUTPUT", null)]
    [InlineData("rmdir $LONGHAUL_OUTPUT; mkfifo $LONGHAUL_OUTPUT", "*.keep")]
    public async Task Nothing_is_published_from_a_folder_that_was_replaced_and_no_file_elsewhere_is_touched(string script, string? pattern)
    {
        var before = Tree();
        _rig.Bash(
            $"OUTSIDE={_outside}; {script}", kind => kind with { Command = kind.Command! with { Artifacts = pattern is null ? [] : [pattern] } });

        var outcome = await _rig.RunAsync();
        await _rig.Engine.DisposeAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("path");
        outcome.Error.Message.ShouldContain("is in the place of the folder $LONGHAUL_");
        Tree().ShouldBe(before);
        Directory.Exists(Path.Join(_rig.Data, "artifacts")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("rm -rf $LONGHAUL_WORK; ln -s $OUTSIDE $LONGHAUL_WORK; exit 1")]
    [InlineData("rm -rf $LONGHAUL_WORK; echo x > $LONGHAUL_WORK; exit 1")]
    [InlineData("chmod 555 $LONGHAUL_OUTPUT $LONGHAUL_WORK; exit 1")]
    public async Task What_was_put_in_the_place_of_the_scratch_folder_is_removed_itself(string script)
    {
        var before = Tree();
        _rig.Bash($"OUTSIDE={_outside}; {script}");

        await _rig.RunAsync();
        await _rig.Engine.DisposeAsync();

        Tree().ShouldBe(before);
        Directory.EnumerateFileSystemEntries(Path.Join(_rig.Data, "work")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_was_laid_where_the_next_attempt_s_folder_comes_is_not_followed()
    {
        var before = Tree();
        _rig.Bash("cp $LONGHAUL_INPUT seen; echo x > $LONGHAUL_OUTPUT/f.txt");
        await _rig.EnqueueAsync("""{"a":1}""");
        var job = await _rig.ClaimAsync();
        var work = Directory.CreateDirectory(Path.Join(_rig.Data, "work")).FullName;
        _ = _rig.Engine;
        var self = Path.GetFileName(Directory.GetFiles(Path.Join(_rig.Data, "instances")).Single(path => !path.EndsWith(".lock", StringComparison.Ordinal)));
        Directory.CreateSymbolicLink(Path.Join(work, $"{job.Id}-{self[..12]}-{job.Token!.Value.Claim}"), _outside);

        (await _rig.RunAsync(job)).Kind.ShouldBe(OutcomeKind.Completed);

        _rig.Read("seen").ShouldBe("""{"a":1}""");
        Tree().ShouldBe(before);
    }

    [Fact]
    public async Task A_command_may_make_its_output_folder_anew()
    {
        _rig.Bash("rm -rf $LONGHAUL_OUTPUT; mkdir $LONGHAUL_OUTPUT; echo x > $LONGHAUL_OUTPUT/f.txt");

        ArtifactManifest.Parse((await _rig.RunAsync()).Artifacts).Files.Select(file => file.Path).ShouldBe(["f.txt"]);
    }

    [Theory]
    [InlineData("mv $LONGHAUL_OUTPUT elsewhere")]
    [InlineData("rm -rf $LONGHAUL_WORK")]
    public async Task A_command_that_takes_its_output_folder_away_has_nothing_to_publish(string script)
    {
        _rig.Bash(script);

        var outcome = await _rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Completed);
        outcome.Artifacts.ShouldBeNull();
    }

    [Theory]
    [InlineData("mv $LONGHAUL_OUTPUT elsewhere", "*.mp4")]
    [InlineData("mv $LONGHAUL_OUTPUT elsewhere; echo ::artifact film.mp4", null)]
    public async Task Artifacts_that_were_asked_for_and_went_with_their_folder_fail_it_once_and_for_good(string script, string? pattern)
    {
        _rig.Bash(script, kind => kind with
        {
            Retry = RetryPolicy.ForHandlers, Command = kind.Command! with { Artifacts = pattern is null ? [] : [pattern] },
        });

        var outcome = await _rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Code.ShouldBe("artifact");
        outcome.Error.Message.ShouldContain("$LONGHAUL_OUTPUT) is gone");
    }

    [Theory]
    [InlineData("mkdir -p ${LONGHAUL_WORK%/work/*}/logs; ln -s $OUTSIDE ${LONGHAUL_WORK%/work/*}/logs/2")]
    [InlineData("mkdir -p ${LONGHAUL_WORK%/work/*}/logs/2; ln -s $OUTSIDE/precious.txt ${LONGHAUL_WORK%/work/*}/logs/2/1.log")]
    public async Task Output_is_not_written_where_a_link_leads(string script)
    {
        var before = Tree();
        _rig.Bash($"OUTSIDE={_outside}; [ -e laid ] || {{ touch laid; {script}; }}; echo output");

        await _rig.RunAsync();
        (await _rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);

        (await _rig.LogAsync(2)).ShouldBe("output\n");
        Tree().ShouldBe(before);
    }

    [Fact]
    public async Task Nothing_but_output_files_is_swept_as_such()
    {
        var logs = Directory.CreateDirectory(Path.Join(_rig.Data, "logs")).FullName;
        Directory.CreateSymbolicLink(Path.Join(logs, "5"), _outside);
        Directory.CreateDirectory(Path.Join(logs, "2024"));
        File.WriteAllText(Path.Join(logs, "2024", "taxes.txt"), "mine");
        Directory.CreateDirectory(Path.Join(logs, "6"));
        File.WriteAllText(Path.Join(logs, "6", "12.log"), "said");
        var before = Tree();

        await _rig.Engine.Garbage.RunOnceAsync(TestContext.Current.CancellationToken);

        Tree().ShouldBe(before);
        Directory.GetFileSystemEntries(logs).Select(path => Path.GetFileName(path)).ShouldBe(["5", "2024"], ignoreOrder: true);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private string Tree() => string.Join('\n', Directory.EnumerateFileSystemEntries(_outside, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => Directory.Exists(path) ? path : $"{path} {File.ReadAllText(path)}"));
}
