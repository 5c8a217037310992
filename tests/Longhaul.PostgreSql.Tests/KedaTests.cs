using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using YamlDotNet.RepresentationModel;

namespace Longhaul.PostgreSql.Tests;

/// <summary>What deploy/kubernetes/keda.yaml asks the store.</summary>
public sealed class KedaTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task It_counts_what_is_ready_and_what_runs()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (store, schema) = await fixture.MakeAsync();
        var query = Query().Replace("longhaul.", schema + ".", StringComparison.Ordinal);
        (await CountAsync(query)).ShouldBe(0);
        await store.Intake.EnqueueAsync([.. Enumerable.Range(0, 5).Select(_ => new NewJob { Kind = "work" }), new NewJob { Kind = "work", Delay = TimeSpan.FromHours(1) }], cancel);
        (await CountAsync(query)).ShouldBe(5);
        var worker = await TestWorker.RegisterAsync(store);
        await worker.ClaimAsync(2);
        (await CountAsync(query)).ShouldBe(5, "two of them run");
        await store.DisposeAsync();
    }

    [Fact]
    public async Task What_is_paused_is_left_out()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (store, schema) = await fixture.MakeAsync();
        var query = Query().Replace("longhaul.", schema + ".", StringComparison.Ordinal);
        await store.Intake.EnqueueAsync(
        [
            new NewJob { Kind = "work" }, new NewJob { Kind = "work", Queue = "slow" }, new NewJob { Kind = "mail" }, new NewJob { Kind = "mail.part" }, new NewJob { Kind = "mailing" },
            new NewJob { Kind = "work", Tenant = "ann" },
        ], cancel);
        (await CountAsync(query)).ShouldBe(6);
        await store.Control.PauseAsync(PauseTarget.Queue("slow"), "test", cancel: cancel);
        (await CountAsync(query)).ShouldBe(5);
        await store.Control.PauseAsync(PauseTarget.Kind("mail"), "test", cancel: cancel);
        (await CountAsync(query)).ShouldBe(3, "the kind's own and what belongs to it");
        await store.Control.PauseAsync(PauseTarget.Tenant("ann"), "test", cancel: cancel);
        (await CountAsync(query)).ShouldBe(2);
        await store.DisposeAsync();
    }

    private async Task<decimal> CountAsync(string query) => await fixture.AskAsync<decimal>($"select ({query})::numeric");

    private static string Query()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Join(Checkout.Root, "deploy", "kubernetes", "keda.yaml"))));
        return stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlMappingNode>()
            .Select(node => node.Children.TryGetValue("query", out var query) ? ((YamlScalarNode)query).Value : null).OfType<string>().Single();
    }
}
