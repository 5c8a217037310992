using System.Globalization;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.EndToEnd.Tests.Support;

namespace Longhaul.EndToEnd.Tests;

/// <summary>A program for Node that hands in jobs in transactions of its own, as docs/postgresql.md shows it.</summary>
public sealed class NodeTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IClassFixture<NodeProgram>, IAsyncLifetime
{
    private const string Yaml = "jobs:\n  mail: { command: [bash, -c, 'echo \"$LONGHAUL_JOB_ID $1\" >> ledger', mail, '{{ input.to }}'] }\n";

    private Project _project = null!;

    public async ValueTask InitializeAsync()
    {
        NodeProgram.Write("snippet.js", Snippet());
        fixture.Do("drop schema if exists longhaul cascade; drop table if exists orders");
        fixture.Do("create table orders (customer text, amount integer check (amount > 0), job bigint)");
        _project = new Project(Yaml, fixture.Server.Url, "longhaul");
        await _project.WorkAsync();
    }

    public ValueTask DisposeAsync() => _project.DisposeAsync();

    [Fact]
    public async Task A_job_of_a_transaction_that_is_committed_runs()
    {
        var id = await IdAsync("shop.js", "ann", "3");
        var job = await _project.ReachesAsync(id, JobState.Completed);
        (job.Queue, job.Input).ShouldBe(("default", """{"to": "ann"}"""));
        _project.Ledger().ShouldBe([$"{id} ann"]);
        fixture.Ask("select customer, job from orders").ShouldBe([$"ann {id}"]);
    }

    [Fact]
    public async Task A_job_of_a_transaction_that_is_rolled_back_never_was()
    {
        var refused = await NodeProgram.RunAsync(_project.Environment, "shop.js", "bob", "0");
        refused.ShouldEndWith(1).Error.ShouldContain("orders_amount_check");
        var after = await IdAsync("shop.js", "ann", "3");
        await _project.ReachesAsync(after, JobState.Completed);
        (await _project.Store.Queries.ListAsync(new JobFilter(), new JobPage(10), TestContext.Current.CancellationToken))
            .ShouldHaveSingleItem().Id.ShouldBe(after);
        _project.Ledger().ShouldBe([$"{after} ann"]);
    }

    [Fact]
    public async Task Every_parameter_goes_by_the_name_that_the_docs_give_it()
    {
        var job = await _project.JobAsync(await IdAsync("every-name.js"));
        (job.Kind, job.Input, job.Queue, job.Priority, job.Tenant, job.KeepHistory, job.State)
            .ShouldBe(("mail", """{"to": "eve"}""", "default", 7, "acme", false, JobState.Scheduled));
        job.Slots.ShouldBe([new SlotKey("mailbox-17", 2)]);
        (job.DueAt - job.CreatedAt).ShouldBe(TimeSpan.FromHours(1));
        (await IdAsync("every-name.js")).ShouldBe(job.Id);
    }

    private async Task<long> IdAsync(params string[] arguments) =>
        long.Parse((await NodeProgram.RunAsync(_project.Environment, arguments)).ShouldEndWith(0).Output, CultureInfo.InvariantCulture);

    /// <summary>The block of JavaScript in the docs.</summary>
    private static string Snippet()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "postgresql.md"));
        var blocks = page.Split("```js\n");
        return blocks.Length == 2 ? blocks[1][..blocks[1].IndexOf("```", StringComparison.Ordinal)] : throw new InvalidOperationException("docs/postgresql.md has no ```js, or several");
    }
}
