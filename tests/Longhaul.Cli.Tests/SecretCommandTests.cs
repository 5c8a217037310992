using System.Text.Json;
using Longhaul.Core.Secrets;
using Longhaul.Sqlite;

namespace Longhaul.Cli.Tests;

public sealed class SecretCommandTests : IDisposable
{
    private const string Value = "hunter2-hunter2";

    private static readonly string Key = FernetKey.Create().Reveal(), NewKey = FernetKey.Create().Reveal();

    private readonly TemporaryFolder _folder = Projects.Make();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Secrets_are_set_listed_and_removed_and_no_command_shows_a_value()
    {
        (await RunAsync(0, Value + "\n", "secrets", "set", "TTS_KEY")).Out.ShouldBe("secret TTS_KEY set\n");
        (await RunAsync(0, Value, "secrets", "set", "TTS_KEY", "--tenant", "b c")).Out.ShouldBe("secret TTS_KEY of tenant b c set\n");

        var list = await RunAsync(0, "", "secrets");
        list.Lines[0].ShouldBe("SECRET   TENANT  SET                   BY");
        list.Lines.Skip(1).Select(line => line.Split("  ")[0]).ShouldBe(["TTS_KEY", "TTS_KEY"]);
        var json = JsonElement.Parse((await RunAsync(0, "", "secrets", "list", "--json")).Out);
        json[1].EnumerateObject().Select(field => field.Name).ShouldBe(["tenant", "name", "set_at", "set_by"]);
        json.EnumerateArray().Select(one => (one.GetProperty("tenant").GetString(), one.GetProperty("set_by").GetString())).ShouldBe([("", "ann"), ("b c", "ann")]);

        (await RunAsync(0, "", "secrets", "rm", "TTS_KEY", "--tenant", "b c")).Out.ShouldBe("secret TTS_KEY of tenant b c removed\n");
        (await RunAsync(1, "", "secrets", "rm", "TTS_KEY", "--tenant", "b c")).ErrorLine.ShouldBe("longhaul: there is no secret TTS_KEY of tenant b c");
        var audit = (await RunAsync(0, "", "audit")).Out;
        audit.ShouldContain("SECRET_SET");
        audit.ShouldContain("SECRET_REMOVED");
        (list.Out + json + audit).ShouldNotContain(Value);
    }

    [Theory]
    [InlineData("one line\n", "one line")]
    [InlineData("one line\r\n", "one line")]
    [InlineData(" one line ", " one line ")]
    [InlineData("two\nlines\n", "two\nlines\n")]
    [InlineData("two\n\n", "two\n\n")]
    public async Task A_value_is_kept_as_it_is_but_for_the_end_of_a_single_line(string given, string kept)
    {
        await RunAsync(0, given, "secrets", "set", "A");
        (await StoredAsync("A", Key)).ShouldBe(kept);
        File.WriteAllText(Path.Join(_folder.Path, "value"), given);
        await RunAsync(0, "", "secrets", "set", "B", "--from-file", "value");
        (await StoredAsync("B", Key)).ShouldBe(kept);
    }

    [Fact]
    public async Task Rotation_says_how_many_inputs_still_need_an_older_key()
    {
        _folder.File("longhaul.yaml", "jobs:\n  pay: { command: [\"true\"], encrypted: true }\n");
        await WithKeyAsync(0, Key, "", "enqueue", "pay", "--input", "card=1");
        await WithKeyAsync(0, NewKey, "", "enqueue", "pay", "--input", "card=2");

        (await WithKeyAsync(0, $"{NewKey},{Key}", "", "secrets", "rotate")).Lines[1]
            .ShouldBe("1 unfinished jobs have encrypted inputs that the first key does not open; keep the others until these are over");
        (await WithKeyAsync(0, NewKey, "", "jobs", "cancel", "1")).Lines.ShouldNotBeEmpty();
        (await WithKeyAsync(0, NewKey, "", "secrets", "rotate")).Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rotation_encrypts_all_with_the_first_key_and_says_how_many()
    {
        await RunAsync(0, "one", "secrets", "set", "A");
        await RunAsync(0, "two", "secrets", "set", "B");
        await WithKeyAsync(0, NewKey, "three", "secrets", "set", "C");

        (await WithKeyAsync(0, $"{NewKey},{Key}", "", "secrets", "rotate")).Out.ShouldBe("2 secrets encrypted anew, 1 already with the first key\n");
        (await WithKeyAsync(0, $"{NewKey} {Key}", "", "secrets", "rotate")).Out.ShouldBe("0 secrets encrypted anew, 3 already with the first key\n");

        (await StoredAsync("A", NewKey)).ShouldBe("one");
        (await StoredAsync("C", NewKey)).ShouldBe("three");
        var closed = await WithKeyAsync(1, Key, "", "secrets", "rotate");
        closed.Error.ShouldContain("longhaul: secret A: none of the keys opens it; add the key that it was set with, or set it anew");
        (await RunAsync(0, "", "audit")).Out.ShouldContain("SECRETS_ROTATED");
    }

    [Fact]
    public async Task A_key_is_printed_that_can_be_used()
    {
        var key = (await RunAsync(0, "", "secrets", "key")).Lines.ShouldHaveSingleItem();
        FernetKey.Parse(key, out _).ShouldNotBeNull();
        await WithKeyAsync(0, key, "x", "secrets", "set", "A");
    }

    [Theory]
    [InlineData("", "longhaul: FERNET_KEY: is not set, and secrets are encrypted with it; make one with: longhaul secrets key")]
    [InlineData("hunter2A", "longhaul: FERNET_KEY: the value decodes to 6 bytes, and a key has 32; make one with: longhaul secrets key")]
    [InlineData("hunter2+", "longhaul: FERNET_KEY: the value is not url-safe base64; make one with: longhaul secrets key")]
    public async Task Without_a_key_or_with_a_wrong_one_nothing_is_set(string key, string line)
    {
        var set = await WithKeyAsync(78, key, Value, "secrets", "set", "A");
        set.ErrorLine.ShouldBe(line);
        (await WithKeyAsync(78, key, "", "secrets", "rotate")).ErrorLine.ShouldBe(line);
    }

    [Fact]
    public async Task What_is_no_name_or_no_value_is_one_line_without_the_value()
    {
        (await RunAsync(2, Value, "secrets", "set", "A-B")).ErrorLine.ShouldBe(
            "longhaul: `A-B` is no name of a secret; use letters, digits and `_`, not beginning with a digit or `LONGHAUL_`, at most 100");
        (await RunAsync(2, "\n", "secrets", "set", "A")).ErrorLine.ShouldContain("the value is empty");
        (await RunAsync(2, new string('x', 65_537), "secrets", "set", "A")).ErrorLine.ShouldContain("the value has 65537 bytes; a secret has at most 65536");
        (await RunAsync(2, Value, "secrets", "set", "A", "as-argument")).ErrorLine.ShouldContain("Unrecognized");
    }

    [Fact]
    public async Task An_encrypted_input_needs_the_key_and_is_shown_by_no_command()
    {
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "private.yaml"), """
            store: sqlite:data/longhaul.db
            jobs:
              pay: { command: ['true'], encrypted: true, unique: { key: "{{ input.card }}" }, concurrency: { key: "{{ input.card }}", limit: 1 } }
            """);
        string[] pay = ["enqueue", "pay", "--file", "private.yaml", "--input", "card=hunter2"];
        (await WithKeyAsync(78, "", "", pay)).ErrorLine.ShouldBe(
            "longhaul: FERNET_KEY: is not set, and the input of `pay` is to be encrypted; set FERNET_KEY (`longhaul secrets key` makes one)");
        (await WithKeyAsync(0, Key, "", pay)).Out.ShouldBe("1\n");
        (await WithKeyAsync(0, Key, "", pay)).Out.ShouldBe("1\n");

        var shown = await RunAsync(0, "", "jobs", "show", "1", "--file", "private.yaml");
        shown.Out.ShouldContain("input:      (encrypted)");
        var json = await RunAsync(0, "", "jobs", "show", "1", "--json", "--file", "private.yaml");
        var job = JsonElement.Parse(json.Out).GetProperty("job");
        (job.GetProperty("encrypted").GetBoolean(), job.GetProperty("input").ValueKind).ShouldBe((true, JsonValueKind.Null));
        await using var store = SqliteJobStore.Open(Path.Join(_folder.Path, "data", "longhaul.db"));
        var record = (await store.Queries.GetAsync(1)).ShouldNotBeNull();
        EncryptedInput.Open(KeyRing.Parse(Key, out _), record.Input).ShouldBe("""{"card":"hunter2"}""");
        record.ToString().ShouldNotContain("hunter2");
        string.Join(' ', record.Slots).ShouldNotContain("hunter2");
        string.Join(' ', record.UniqueKeys).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_worker_says_at_its_start_which_key_it_lacks()
    {
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "private.yaml"), """
            store: sqlite:data/longhaul.db
            jobs:
              say: { command: ['true'], secrets: [TTS_KEY] }
            tenants: { b: { secrets: [TTS_KEY] } }
            """);
        await RunAsync(0, "x", "secrets", "set", "TTS_KEY", "--tenant", "c", "--file", "private.yaml");
        var run = await WithKeyAsync(78, "", "", "work", "--file", "private.yaml", "--port", "0");
        run.Error.ShouldContain("longhaul: FERNET_KEY: is not set, and the store holds the secret TTS_KEY of tenant c, which `say` uses; set it to the key that the secret was set with");
        (await WithKeyAsync(78, NewKey, "", "work", "--file", "private.yaml", "--port", "0")).Error.ShouldContain("FERNET_KEY: opens not the stored secret TTS_KEY of tenant c");
        var doctor = await CliRun.InAsync(_folder.Path, new Dictionary<string, string> { ["FERNET_KEY"] = Key }, "", "doctor", "--file", "private.yaml");
        doctor.Out.ShouldContain("the tenant b must have a secret TTS_KEY of its own, and has not");
        doctor.Out.ShouldContain("longhaul secrets set TTS_KEY --tenant 'b'");
        doctor.Out.ShouldNotContain(Key);
    }

    private Task<CliRun> RunAsync(int code, string input, params string[] arguments) => WithKeyAsync(code, Key, input, arguments);

    private async Task<CliRun> WithKeyAsync(int code, string key, string input, params string[] arguments)
    {
        var run = await CliRun.InAsync(_folder.Path, new Dictionary<string, string> { ["FERNET_KEY"] = key }, input, arguments);
        run.Code.ShouldBe(code, run.Error);
        run.Error.ShouldNotContain("hunter2");
        return run;
    }

    private async Task<string?> StoredAsync(string name, string key)
    {
        await using var store = SqliteJobStore.Open(Path.Join(_folder.Path, "data", "longhaul.db"));
        var found = (await store.Secrets.FindAsync([new SecretRef("", name)])).ShouldHaveSingleItem();
        return KeyRing.Parse(key, out _)!.Decrypt(found.Token);
    }
}
