using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Tests.Execution;

public sealed class TenantSettingTests
{
    private static readonly JobKind Say = new() { Name = "k", Command = new CommandSpec { Arguments = ["echo", "{{ tenant }}", "{{ tenant.voice }}", "{{ tenant.style.pace }}"] } };

    private static readonly JobKind Shell = new() { Name = "sh", Command = new CommandSpec { Shell = "echo \"$TENANT_VOICE $TENANT_STYLE\"" } };

    private static TenantDefinition Tenant(string voice) => new() { Name = "acme", Settings = $$$"""{"voice":"{{{voice}}}","style":{"pace":2}}""" };

    private static PipelineDefinition Pipeline => new() { Name = "p", Steps = [new StepDefinition { Name = "s", Kind = Say with { Name = "p.s" } }] };

    [Fact]
    public async Task A_job_has_the_settings_of_the_file_of_the_worker_that_runs_it()
    {
        await using var rig = new ExecutionRig { Tenants = [Tenant("en-gb")] };
        rig.Kind(Say);
        rig.Kind(Shell);
        await rig.Store.Intake.EnqueueAsync([new NewJob { Kind = "k", Tenant = "acme" }, new NewJob { Kind = "sh", Tenant = "acme" }]);

        await rig.RunAsync(await rig.ClaimAsync());
        await rig.RunAsync(await rig.ClaimAsync());

        (await rig.LogAsync(1, LogStream.Out)).ShouldBe("acme en-gb 2\n");
        (await rig.LogAsync(2, LogStream.Out)).ShouldBe("en-gb {\"pace\":2}\n");
    }

    [Fact]
    public async Task A_run_keeps_the_settings_it_was_started_with()
    {
        await using var rig = new ExecutionRig { Tenants = [Tenant("now")] };
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(Pipeline, "{}", new RunOptions { Tenant = "acme", Tenants = [Tenant("then")] }));

        await rig.RunAsync(await rig.ClaimAsync());

        (await rig.LogAsync(2, LogStream.Out)).ShouldBe("acme then 2\n");
    }

    [Fact]
    public async Task A_pipeline_within_a_run_has_the_settings_that_the_run_was_started_with()
    {
        await using var rig = new ExecutionRig { Tenants = [Tenant("now")] };
        var outer = new PipelineDefinition { Name = "o", Steps = [new StepDefinition { Name = "deep", Kind = new JobKind { Name = "o.deep", Flow = new StepFlow { Pipeline = Pipeline } } }] };
        await rig.Store.Intake.EnqueueAsync(PipelineExpander.Expand(outer, "{}", new RunOptions { Tenant = "acme", Tenants = [Tenant("then")] }));

        (await rig.RunAsync(await rig.ClaimAsync())).Error.ShouldBeNull();
        await rig.RunAsync(await rig.ClaimAsync());

        (await rig.LogAsync(3, LogStream.Out)).ShouldBe("acme then 2\n");
    }
}
