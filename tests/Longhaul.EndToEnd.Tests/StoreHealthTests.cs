using Longhaul.EndToEnd.Tests.Support;
using Longhaul.TestServers;
using Npgsql;

namespace Longhaul.EndToEnd.Tests;

/// <summary>What the commands say of the server that a store is on.</summary>
public sealed class StoreHealthTests : IDisposable
{
    private const string Yaml = "jobs:\n  hello: { command: [bash, -c, 'echo hello'] }\n";

    private readonly FakeClock _clock = new();
    private readonly PostgreSqlServer _server;

    public StoreHealthTests() => _server = PostgreSqlServer.StartWith(_clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doctor_and_store_name_who_holds_a_transaction_open_for_long()
    {
        await using var project = new Project(Yaml, _server.Url);
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        await using var holder = new NpgsqlConnection(_server.ConnectionString + ";Pooling=false;Application Name=forgotten");
        await holder.OpenAsync(Cancel);
        await using var transaction = await holder.BeginTransactionAsync(Cancel);
        await using var hold = new NpgsqlCommand("select pg_current_xact_id()", holder, transaction);
        await hold.ExecuteNonQueryAsync(Cancel);
        (await project.RunAsync("doctor")).ShouldEndWith(0).Output.ShouldNotContain("transaction");

        _clock.Set(TimeSpan.FromMinutes(10));
        var concern = $"a transaction has been open for 10 minutes (forgotten, pid {holder.ProcessID}, user postgres, idle in transaction): it keeps dead rows; "
            + $"commit it, or end it with pg_terminate_backend({holder.ProcessID})";
        var doctor = (await project.RunAsync("doctor", "--json")).ShouldEndWith(0).Json.EnumerateArray()
            .Single(one => one.GetProperty("check").GetString() == "store" && one.GetProperty("level").GetString() == "warning");
        doctor.GetProperty("message").GetString().ShouldBe(concern);
        doctor.GetProperty("remedy").GetString().ShouldBe("see: longhaul store");
        (await project.RunAsync("store")).ShouldEndWith(0).ErrorLines.ShouldContain($"warning: {concern}");

        await transaction.CommitAsync(Cancel);
        (await project.RunAsync("doctor")).ShouldEndWith(0).Output.ShouldNotContain("transaction");
    }

    [Fact]
    public async Task What_their_user_may_not_see_is_unknown()
    {
        await using var control = new NpgsqlConnection(_server.ConnectionString + ";Pooling=false");
        await control.OpenAsync(Cancel);
        await using var grant = new NpgsqlCommand("create role plain login; grant create on database postgres to plain", control);
        await grant.ExecuteNonQueryAsync(Cancel);
        await using var project = new Project(Yaml, _server.Url.Replace("postgres@", "plain@", StringComparison.Ordinal));
        (await project.RunAsync("migrate")).ShouldEndWith(0);
        await using var transaction = await control.BeginTransactionAsync(Cancel);
        await using var hold = new NpgsqlCommand("select pg_current_xact_id()", control, transaction);
        await hold.ExecuteNonQueryAsync(Cancel);

        const string Advice = "other users' transactions are open, and this one may not see since when; let a superuser run: grant pg_monitor to plain";
        var shown = (await project.RunAsync("store")).ShouldEndWith(0);
        shown.Lines.Single(line => line.StartsWith("oldest_transaction_seconds", StringComparison.Ordinal)).ShouldContain("unknown");
        shown.ErrorLines.ShouldContain($"warning: {Advice}");
        var fact = (await project.RunAsync("store", "--json")).ShouldEndWith(0).Json.EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "oldest_transaction_seconds");
        fact.GetProperty("value").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await project.RunAsync("doctor")).ShouldEndWith(0).Output.ShouldContain(Advice);
    }

    public void Dispose()
    {
        _server.Dispose();
        _clock.Dispose();
    }
}
