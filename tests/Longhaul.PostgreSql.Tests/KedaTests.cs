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

    private async Task<decimal> CountAsync(string query) => await fixture.AskAsync<decimal>($"select ({query})::numeric");

    private static string Query()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Join(Checkout.Root, "deploy", "kubernetes", "keda.yaml"))));
        return stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlMappingNode>()
            .Select(node => node.Children.TryGetValue("query", out var query) ? ((YamlScalarNode)query).Value : null).OfType<string>().Single();
    }
}
