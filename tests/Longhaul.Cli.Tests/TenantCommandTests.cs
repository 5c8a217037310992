using System.Text.Json;

namespace Longhaul.Cli.Tests;

public sealed class TenantCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = Projects.Make();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tenants_are_listed_with_their_weights_and_jobs()
    {
        await RunAsync(0, "enqueue", "ok", "--tenant", "b", "--input", "text=1");
        await RunAsync(0, "enqueue", "ok", "--input", "text=2");

        (await RunAsync(0, "tenants", "set", "b", "--weight", "2.5")).Out.ShouldBe("tenant b has weight 2.5\n");
        (await RunAsync(0, "tenants", "set", "b", "--weight", "2.5")).Out.ShouldBe("tenant b has weight 2.5 already\n");

        (await RunAsync(0, "tenants")).Lines.ShouldBe(
        [
            "TENANT  WEIGHT  BUDGET  WAITING  RUNNING  DECLARED BY",
            "(none)  1               1        0",
            "b       2.5             1        0",
        ]);
        var json = JsonElement.Parse((await RunAsync(0, "tenants", "list", "--json")).Out)[1];
        json.EnumerateObject().Select(field => field.Name).ShouldBe(["name", "weight", "budget", "project", "waiting", "running"]);
        (json.GetProperty("name").GetString(), json.GetProperty("weight").GetDouble()).ShouldBe(("b", 2.5));
        (await RunAsync(0, "audit")).Out.ShouldContain("weight 2.5");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("1,5")]
    [InlineData("much")]
    public async Task A_weight_that_is_none_is_one_line(string weight) =>
        (await RunAsync(2, "tenants", "set", "b", $"--weight={weight}")).ErrorLine
            .ShouldBe($"longhaul: --weight: \"{weight}\" is not a number from 0.01 to 100; see: longhaul tenants set --help");

    [Fact]
    public async Task A_weight_must_be_given_and_a_name_must_be_one()
    {
        (await RunAsync(2, "tenants", "set", "b")).ErrorLine.ShouldContain("--weight");
        (await RunAsync(1, "tenants", "set", "", "--weight", "2")).ErrorLine.ShouldContain("a tenant's name has 1 to 200 characters, this one 0");
    }

    private async Task<CliRun> RunAsync(int code, params string[] arguments)
    {
        var run = await CliRun.InAsync(_folder.Path, arguments);
        run.Code.ShouldBe(code, run.Error);
        return run;
    }
}
