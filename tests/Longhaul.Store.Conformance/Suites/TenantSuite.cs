using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class TenantSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static TenantDefinition Tenant(string name, double weight) => new() { Name = name, Weight = weight };

    private Task DeclareAsync(string project, params TenantDefinition[] tenants) => Store.Tenants.DeclareAsync(project, tenants, Cancel);

    private async Task<ControlResult> SetAsync(string name, double weight) =>
        (await Store.Tenants.SetWeightAsync(Tenant(name, weight), "ann", Cancel)).Result;

    private async Task<(string Name, double Weight, string? Project)[]> ListAsync() =>
        [.. (await Store.Tenants.ListAsync(Cancel)).Select(tenant => (tenant.Name, tenant.Weight, tenant.Project))];

    [Fact]
    public async Task Tenants_are_listed_with_their_weights_and_open_jobs()
    {
        await DeclareAsync("shop", Tenant("b", 2.5), Tenant("idle", 0.01));
        await AddAllAsync(
            Samples.Job() with { Tenant = "b" }, Samples.Job() with { Tenant = "b" }, Samples.Job() with { Tenant = "b", Delay = TimeSpan.FromSeconds(9) },
            Samples.Job() with { Tenant = "a", DependsOn = [new Dependency(JobRef.InCall(0))] }, Samples.Job());
        await ClaimAsync(limit: 1);
        await AddAllAsync(Samples.Run() with { Tenant = "run" }, Samples.Step("a"));
        (await Store.Tenants.ListAsync(Cancel)).ShouldBe(
        [
            new TenantRecord("", 1, null, 2, 0), new TenantRecord("a", 1, null, 1, 0), new TenantRecord("b", 2.5, "shop", 2, 1),
            new TenantRecord("idle", 0.01, "shop", 0, 0),
        ]);
    }

    [Fact]
    public async Task What_is_declared_replaces_what_the_project_declared_before_and_nothing_else()
    {
        await DeclareAsync("mill", Tenant("m", 5));
        await DeclareAsync("shop", Tenant("a", 2), Tenant("b", 3));
        await DeclareAsync("shop", Tenant("b", 4), Tenant("c", 1));
        (await ListAsync()).ShouldBe([("b", 4, "shop"), ("c", 1, "shop"), ("m", 5, "mill")]);
        await DeclareAsync("shop", Tenant("m", 6));
        (await ListAsync()).ShouldBe([("m", 6, "shop")]);
        await DeclareAsync("mill");
        (await ListAsync()).ShouldBe([("m", 6, "shop")]);
    }

    [Fact]
    public async Task A_weight_set_by_hand_stays_until_the_declaration_changes()
    {
        await DeclareAsync("shop", Tenant("a", 2));
        (await SetAsync("a", 7)).ShouldBe(ControlResult.Done);
        (await SetAsync("a", 7)).ShouldBe(ControlResult.Unchanged);
        await DeclareAsync("shop", Tenant("a", 2));
        (await ListAsync()).ShouldBe([("a", 7, "shop")]);
        await DeclareAsync("shop", Tenant("a", 3));
        (await ListAsync()).ShouldBe([("a", 3, "shop")]);
        (await SetAsync("a", 8)).ShouldBe(ControlResult.Done);
        await DeclareAsync("shop");
        (await ListAsync()).ShouldBe([("a", 8, null)]);
    }

    [Fact]
    public async Task A_tenant_that_nobody_declared_can_be_given_a_weight_and_the_audit_log_says_who_did()
    {
        (await SetAsync("a", 1)).ShouldBe(ControlResult.Unchanged);
        (await ListAsync()).ShouldBeEmpty();
        (await SetAsync("a", 0.25)).ShouldBe(ControlResult.Done);
        (await ListAsync()).ShouldBe([("a", 0.25, null)]);
        (await Store.Audit.ListAsync(10, null, Cancel)).Select(entry => entry.Entry).ShouldBe([new("ann", "TENANT_SET", "tenant a", "weight 0.25")]);
    }

    [Fact]
    public async Task What_could_be_no_tenant_is_refused_whole()
    {
        foreach (var wrong in (TenantDefinition[])[
            Tenant("", 1), Tenant(new string('t', 201), 1), Tenant("a", 0), Tenant("a", 100.1), Tenant("a", -1), Tenant("a", double.NaN)])
        {
            (await Store.Tenants.SetWeightAsync(wrong, "ann", Cancel)).Result.ShouldBe(ControlResult.Refused);
            await Should.ThrowAsync<RefusedException>(() => DeclareAsync("shop", Tenant("good", 2), wrong));
        }

        await Should.ThrowAsync<RefusedException>(() => DeclareAsync("shop", Tenant("a", 2), Tenant("a", 3)));
        (await ListAsync()).ShouldBeEmpty();
    }
}
