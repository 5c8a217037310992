namespace Longhaul.Cli.Tests;

public sealed class SettingTableTests
{
    public static TheoryData<string, string, string> WrongValues => new()
    {
        { "PORT", "http", "PORT: \"http\" is not a whole number; set a port from 0 (any free one) to 65535, or leave it out for 8080 or the next free one" },
        { "HEALTH_CHECK_PORT", "70000", "HEALTH_CHECK_PORT: \"70000\" is more than 65535; set a port from 0 (any free one) to 65535, or leave it out for 8080 or the next free one" },
        { "LONGHAUL_PORT", "-1", "LONGHAUL_PORT: \"-1\" is less than 0; set a port from 0 (any free one) to 65535, or leave it out for 8080 or the next free one" },
        { "LONGHAUL_HEALTH_CHECK_PORT", "80.5", "LONGHAUL_HEALTH_CHECK_PORT: \"80.5\" is not a whole number; set a port from 0 (any free one) to 65535, or leave it out for 8080 or the next free one" },
        { "POLL_INTERVAL_MS", "2s", "POLL_INTERVAL_MS: \"2s\" is not a whole number; set milliseconds from 10 to 3600000, or leave it out for 2000" },
        { "LONGHAUL_POLL_INTERVAL_MS", "1", "LONGHAUL_POLL_INTERVAL_MS: \"1\" is less than 10; set milliseconds from 10 to 3600000, or leave it out for 2000" },
        { "MAX_CONCURRENT_JOBS", "0", "MAX_CONCURRENT_JOBS: \"0\" is less than 1; set a number from 1 to 1000, or leave it out for the number of cores" },
        { "LONGHAUL_MAX_CONCURRENT_JOBS", "many", "LONGHAUL_MAX_CONCURRENT_JOBS: \"many\" is not a whole number; set a number from 1 to 1000, or leave it out for the number of cores" },
        { "SHUTDOWN_TIMEOUT_MS", "forever", "SHUTDOWN_TIMEOUT_MS: \"forever\" is not a whole number; set milliseconds from 0 to 86400000, or leave it out for 30000" },
        { "LONGHAUL_SHUTDOWN_TIMEOUT_MS", "99999999999999999999", "LONGHAUL_SHUTDOWN_TIMEOUT_MS: \"99999999999999999999\" is not a whole number; set milliseconds from 0 to 86400000, or leave it out for 30000" },
        { "LOG_LEVEL", "LOUD", "LOG_LEVEL: \"LOUD\" is not a log level; set DEBUG, INFO, WARNING, ERROR or CRITICAL" },
        { "LONGHAUL_LOG_LEVEL", "5", "LONGHAUL_LOG_LEVEL: \"5\" is not a log level; set DEBUG, INFO, WARNING, ERROR or CRITICAL" },
        { "LOG_FORMAT", "xml", "LOG_FORMAT: \"xml\" is not a log format; set json or text" },
        { "LONGHAUL_LOG_FORMAT", "\u001b[31m", "LONGHAUL_LOG_FORMAT: \"\u241b[31m\" is not a log format; set json or text" },
        { "WORKER_ID", "a\nb", "WORKER_ID: \"a\u240ab\" has control characters in it; set 1 to 100 characters" },
        { "FERNET_KEY", "aGVsbG8", "FERNET_KEY: the value decodes to 5 bytes, and a key has 32; make one with: longhaul secrets key" },
        { "FERNET_KEY", "not base64 at all!", "FERNET_KEY: the value has 4 keys, of which number 1 is not url-safe base64; make one with: longhaul secrets key" },
        { "LONGHAUL_FERNET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/8=", "LONGHAUL_FERNET_KEY: the value is not url-safe base64; make one with: longhaul secrets key" },
        { "DISCORD_WEBHOOK_URL", "discord", "DISCORD_WEBHOOK_URL: the value is not an http(s) address; set the whole address of the webhook, from https:// on" },
        { "LONGHAUL_MIGRATE", "maybe", "LONGHAUL_MIGRATE: \"maybe\" is neither on nor off; set it to on or off" },
        { "LONGHAUL_MAX_JOBS", "0", "LONGHAUL_MAX_JOBS: \"0\" is less than 1; set a number from 1 to 1000000000, or leave it out for never" },
        { "LONGHAUL_MAX_AGE_MS", "1d", "LONGHAUL_MAX_AGE_MS: \"1d\" is not a whole number; set milliseconds from 1000 to 2000000000, or leave it out for never" },
        { "LONGHAUL_MAX_MEMORY_MB", "1", "LONGHAUL_MAX_MEMORY_MB: \"1\" is less than 64; set MiB from 64 to 1000000, or leave it out for never" },
        { "LONGHAUL_KEEP_HISTORY_DAYS", "x", "LONGHAUL_KEEP_HISTORY_DAYS: \"x\" is not a whole number; set days from 1 to 3650, or leave it out for 14" },
        { "LONGHAUL_ARTIFACTS", "s3://Films?region=x", "LONGHAUL_ARTIFACTS: \"s3://Films\" names no bucket: 3 to 63 of a-z, 0-9, '-' and '.'; set s3://bucket/prefix?region=eu-central-1, s3://bucket/prefix?endpoint=https://host, or local" },
        { "LONGHAUL_ARTIFACTS", "s3://films", "LONGHAUL_ARTIFACTS: \"s3://films\" names neither a region nor an endpoint; add ?region=eu-central-1 or ?endpoint=https://host, or set AWS_REGION; set s3://bucket/prefix?region=eu-central-1, s3://bucket/prefix?endpoint=https://host, or local" },
        { "LONGHAUL_DATA", "a\0b", "LONGHAUL_DATA: \"a\u2400b\" has control characters in it; set it to a folder" },
    };

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task A_wrong_value_is_one_clear_line_and_78(string variable, string value, string line)
    {
        using var folder = Projects.Make();
        var run = await CliRun.InAsync(folder.Path, new Dictionary<string, string> { [variable] = value }, "", "work");
        run.Code.ShouldBe(ExitCode.BadConfiguration);
        run.ErrorLine.ShouldBe($"longhaul: {line}");
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_problems_of_one_start_are_told_at_once()
    {
        using var folder = Projects.Make("name: x\njobs:\n  a: { comand: [a] }\n");
        var environment = new Dictionary<string, string> { ["PORT"] = "x", ["LOG_LEVEL"] = "y", ["FERNET_KEY"] = "z", ["DATABASE_URL"] = "mysql://root:hunter2@db/x" };
        var run = await CliRun.InAsync(folder.Path, environment, "", "work");
        run.Code.ShouldBe(78);
        run.Error.TrimEnd('\n').Split('\n').Length.ShouldBeGreaterThanOrEqualTo(5);
        run.Error.ShouldContain("PORT: ");
        run.Error.ShouldContain("LOG_LEVEL: ");
        run.Error.ShouldContain("FERNET_KEY: ");
        run.Error.ShouldContain("DATABASE_URL: \"mysql://db/x\" is no store that Longhaul knows");
        run.Error.ShouldContain("comand");
        run.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_good_Fernet_key_is_taken_with_and_without_padding()
    {
        var key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)(i * 8)).ToArray()).Replace('+', '-').Replace('/', '_');
        SettingTable.FernetKey.Check(key).ShouldBeNull();
        SettingTable.FernetKey.Check(key.TrimEnd('=')).ShouldBeNull();
    }

    [Fact]
    public void The_flag_wins_over_the_LONGHAUL_name_and_that_over_the_platforms()
    {
        var environment = new Dictionary<string, string> { ["LONGHAUL_PORT"] = "2", ["HEALTH_CHECK_PORT"] = "3", ["PORT"] = "4" };
        Port(environment, new() { ["--port"] = "1" }).ShouldBe(1);
        Port(environment, []).ShouldBe(2);
        Port(new() { ["HEALTH_CHECK_PORT"] = "3", ["PORT"] = "4" }, []).ShouldBe(3);
        Port(new() { ["HEALTH_CHECK_PORT"] = " ", ["PORT"] = " 4 " }, []).ShouldBe(4);
        Port([], []).ShouldBeNull();
    }

    [Fact]
    public void Every_setting_has_a_LONGHAUL_name_that_comes_first()
    {
        foreach (var setting in SettingTable.All)
        {
            setting.Variables[0].ShouldStartWith("LONGHAUL_");
            setting.Variables.SkipWhile(name => name.StartsWith("LONGHAUL_", StringComparison.Ordinal) || setting == SettingTable.Store)
                .ShouldAllBe(name => !name.StartsWith("LONGHAUL_", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_example_is_a_good_value() =>
        SettingTable.All.Where(setting => setting.Example.Length > 0).ShouldAllBe(setting => setting.Check(setting.Example) == null);

    [Theory]
    [InlineData("debug", "Debug")]
    [InlineData("Information", "Info")]
    [InlineData("warn", "Warning")]
    [InlineData("ERROR", "Error")]
    [InlineData("Critical", "Critical")]
    public void Log_levels_are_read_in_any_case(string text, string level) => SettingTable.LogLevel.Parse(text).Value.ToString().ShouldBe(level);

    [Fact]
    public void The_workers_label_comes_from_the_platform_where_nobody_says_else()
    {
        Label(new() { ["RAILWAY_SERVICE_NAME"] = "rail", ["RENDER_SERVICE_NAME"] = "render" }).ShouldBe("rail");
        Label(new() { ["RENDER_SERVICE_NAME"] = "render" }).ShouldBe("render");
        Label(new() { ["RAILWAY_SERVICE_NAME"] = "rail", ["WORKER_ID"] = "mine" }).ShouldBe("mine");
        Label([]).ShouldBe(Environment.MachineName);
    }

    private static int? Port(Dictionary<string, string> environment, Dictionary<string, string> flags) =>
        new SettingReader(environment, flags).ReadOptional(SettingTable.HealthPort);

    private static string Label(Dictionary<string, string> environment) => WorkerSettings.Read(new SettingReader(environment)).Label;
}
