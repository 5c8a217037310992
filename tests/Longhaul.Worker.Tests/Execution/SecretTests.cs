using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Execution;

public sealed class SecretTests
{
    private const string Value = "t3nant's-own/value+1";

    private static readonly KeyRing Keys = new([FernetKey.Create()]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<ControlReply> SetAsync(ExecutionRig rig, string name, string value, string tenant = "", KeyRing? keys = null) =>
        rig.Store.Secrets.SetAsync(new SecretRef(tenant, name), (keys ?? Keys).Encrypt(value), "ann", Cancel);

    private static Func<JobKind, JobKind> With(string[] secrets, params string[] files) =>
        kind => kind with { Command = kind.Command! with { Secrets = secrets, SecretFiles = files } };

    private static async Task<Outcome> RunAsync(ExecutionRig rig, string tenant)
    {
        await rig.EnqueueAsync(tenant: tenant);
        return await rig.RunAsync(await rig.ClaimAsync());
    }

    [Fact]
    public async Task The_tenants_secret_goes_before_the_projects_and_that_before_the_environment()
    {
        await using var rig = new ExecutionRig { Keys = Keys };
        rig.Bash("echo \"${#A_SECRET}\" >> seen", With(["A_SECRET"]));

        await RunAsync(rig, "t");
        await SetAsync(rig, "A_SECRET", "project's");
        await RunAsync(rig, "t");
        await SetAsync(rig, "A_SECRET", Value, "t");
        await RunAsync(rig, "t");
        await RunAsync(rig, "u");

        rig.Read("seen").ShouldBe($"12\n9\n{Value.Length}\n9\n");
    }

    [Fact]
    public async Task What_a_command_hands_on_with_a_secret_in_it_is_kept_with_stars_and_said_once()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("for i in 1 2; do echo \"::checkpoint {\\\"a\\\":\\\"$A_SECRET\\\"}\"; echo \"::output key=$A_SECRET\"; done; echo ::output other=1; echo \"::stage $A_SECRET\"", With(["A_SECRET"]));

        (await rig.RunAsync()).Output.ShouldBe("""{"key":"***","other":1}""");

        (await rig.LogAsync(stream: LogStream.System)).ShouldBe(
            "warning: its checkpoint holds a secret and is kept with *** in its place, which is what the next attempt is told; keep a reference instead\n" +
            "warning: its output `key` holds a secret and is kept with *** in its place, which is what whoever comes after it is told; keep a reference instead\n");
    }

    [Fact]
    public async Task A_secret_can_be_a_file_that_only_this_user_reads_and_that_is_gone_with_the_attempt()
    {
        await using var rig = new ExecutionRig { Keys = Keys };
        await SetAsync(rig, "COOKIES", "line one\nline two\n");
        rig.Bash(
            "cp \"$COOKIES_FILE\" seen; stat -c '%a' \"$COOKIES_FILE\" \"$(dirname \"$COOKIES_FILE\")\"; echo \"${COOKIES-unset}\"; echo \"$COOKIES_FILE\" > path; ln -s \"$COOKIES_FILE\" $LONGHAUL_WORK/link; cat $COOKIES_FILE",
            With([], "COOKIES"));

        (await rig.RunAsync()).Kind.ShouldBe(OutcomeKind.Completed);

        rig.Read("seen").ShouldBe("line one\nline two\n");
        (await rig.LogAsync(stream: LogStream.Out)).ShouldBe("600\n700\nunset\n***\n***\n");
        System.IO.File.Exists(rig.Read("path").Trim()).ShouldBeFalse();
        Path.GetDirectoryName(rig.Read("path").Trim())!.ShouldEndWith("/secrets");
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_scratch_folder_costs_nobody_elses_files()
    {
        await using var rig = new ExecutionRig { Keys = Keys };
        await SetAsync(rig, "COOKIES", "some value");
        rig.Bash("mkdir -p mine/secrets; echo kept > mine/secrets/file; mv $LONGHAUL_WORK moved; ln -s $PWD/mine $LONGHAUL_WORK", With([], "COOKIES"));

        await rig.RunAsync();

        rig.Read("mine/secrets/file").ShouldBe("kept\n");
    }

    [Fact]
    public async Task What_is_missing_fails_for_good_and_says_how_to_set_it()
    {
        await using var rig = new ExecutionRig();
        rig.Bash("true", With([], "NO_SUCH"));

        var outcome = await RunAsync(rig, "t");

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error.ShouldBe(new JobError("secret",
            "The secret 'NO_SUCH' is not set; set it with: longhaul secrets set NO_SUCH --tenant 't' (or without --tenant for all); or give the worker the environment variable NO_SUCH."));
    }

    [Fact]
    public async Task Without_the_key_it_is_tried_again_and_the_environment_is_no_substitute()
    {
        await using var rig = new ExecutionRig();
        await SetAsync(rig, "A_SECRET", Value);
        rig.Bash("true", With(["A_SECRET"]));

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error.ShouldBe(new JobError("key", "The secret A_SECRET is stored encrypted, and this worker has no key; set FERNET_KEY."));
    }

    [Fact]
    public async Task A_handler_gets_secrets_and_nothing_that_it_says_shows_them()
    {
        await using var rig = new ExecutionRig { Keys = Keys, Logs = new TestLog() };
        await SetAsync(rig, "TOKEN", Value);
        rig.Handlers["k"] = new Lambda(async (context, stop) =>
        {
            (await context.GetSecretAsync("TOKEN", stop)).ShouldBe(Value);
            context.Log(LogStream.Out, $"log {Value}");
            context.Report($"stage {Value}");
            context.Checkpoint($$"""{"at":"{{Value}}"}""");
            return Outcome.Completed(System.Text.Json.JsonSerializer.Serialize(new { token = Value }));
        });

        var outcome = await rig.RunAsync();

        outcome.Output.ShouldBe("""{"token":"***"}""");
        (await rig.LogAsync(stream: LogStream.Out)).ShouldBe("log ***\n");
        (await rig.LogAsync(stream: LogStream.System)).ShouldContain("warning: the checkpoint holds the secret TOKEN");
        rig.Read("data/logs/1/1.log").ShouldStartWith("log ***\n");
        rig.Read("data/logs/1/1.log").ShouldNotContain(Value);
        (await rig.Store.Queries.GetAsync(1, Cancel))!.Checkpoint.ShouldBe("""{"at":"***"}""");
    }

    [Fact]
    public async Task An_exception_of_a_handler_shows_no_secret_neither_as_error_nor_in_the_workers_log()
    {
        var log = new TestLog();
        await using var rig = new ExecutionRig { Keys = Keys, Logs = log };
        await SetAsync(rig, "TOKEN", Value);
        rig.Handlers["k"] = new Lambda(async (context, stop) =>
        {
            var token = await context.GetSecretAsync("TOKEN", stop);
            throw new InvalidOperationException($"401 for {token}", new InvalidDataException(Uri.EscapeDataString(token)));
        });

        (await rig.RunAsync()).Error!.Message.ShouldBe("InvalidOperationException: 401 for ***");

        var said = string.Join('\n', log.Entries.Select(entry => $"{entry.Message} {entry.Error}"));
        log.Events.ShouldContain("HANDLER_THREW");
        said.ShouldNotContain(Value);
        said.ShouldNotContain(Uri.EscapeDataString(Value));
    }

    [Fact]
    public async Task A_file_named_by_a_secret_is_not_published()
    {
        await using var rig = new ExecutionRig { Keys = Keys };
        await SetAsync(rig, "TOKEN", "named-by-it");
        rig.Bash("mkdir -p $LONGHAUL_OUTPUT/sub; echo x > $LONGHAUL_OUTPUT/sub/$TOKEN.txt", With(["TOKEN"]));

        var outcome = await rig.RunAsync();

        outcome.Kind.ShouldBe(OutcomeKind.Failed);
        outcome.Error!.Message.ShouldContain("has the value of a secret in it");
        outcome.Artifacts.ShouldBeNull();
    }

    [Fact]
    public async Task An_encrypted_input_is_opened_just_before_it_runs_and_its_file_is_this_users_alone()
    {
        await using var rig = new ExecutionRig { Keys = Keys };
        rig.Bash("cat $LONGHAUL_INPUT > seen; stat -c %a $LONGHAUL_INPUT", kind => kind with { Encrypted = true });

        await rig.RunAsync(EncryptedInput.Seal(Keys, """{"card":"4711"}"""));

        rig.Read("seen").ShouldBe("""{"card":"4711"}""");
        (await rig.LogAsync()).ShouldBe("600\n");
        EncryptedInput.IsSealed((await rig.Store.Queries.GetAsync(1, Cancel))!.Input).ShouldBeTrue();
    }

    [Fact]
    public async Task An_encrypted_input_that_no_key_opens_is_tried_again()
    {
        await using var rig = new ExecutionRig { Keys = new KeyRing([FernetKey.Create()]) };
        rig.Bash("echo ran > seen");

        var outcome = await rig.RunAsync(EncryptedInput.Seal(Keys, "{}"));

        outcome.Kind.ShouldBe(OutcomeKind.Retry);
        outcome.Error!.Code.ShouldBe("key");
        System.IO.File.Exists(rig.File("seen")).ShouldBeFalse();
    }

    private sealed class Lambda(Func<IJobContext, CancellationToken, Task<Outcome>> run) : IJobHandler
    {
        public Task<Outcome> RunAsync(IJobContext context, CancellationToken stop) => run(context, stop);
    }
}
