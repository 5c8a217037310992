using System.Runtime.CompilerServices;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>The settings of tenants that templates refer to, such as <c>tenant.voice</c>: a job whose tenant lacks one is refused when it is enqueued.</summary>
internal static class TenantNeeds
{
    // A kind is asked for each job that is enqueued, and most need nothing.
    private static readonly ConditionalWeakTable<JobKind, TemplatePath[]> Known = [];

    /// <summary>The scope with its tenant's settings.</summary>
    public static RunScope With(RunScope scope, IReadOnlyList<TenantDefinition> tenants) => SettingsOf(scope.Tenant, tenants) is { } settings
        ? scope with { TenantSettings = settings }
        : scope;

    /// <exception cref="RefusedException">The tenant lacks a setting that the kind's templates refer to; says which.</exception>
    public static void Check(JobKind kind, string tenant, IReadOnlyList<TenantDefinition> tenants)
    {
        if (Of(kind) is { Length: > 0 } paths)
        {
            Check(paths, kind.Name, With(new RunScope { Input = default, Tenant = tenant }, tenants));
        }
    }

    /// <exception cref="RefusedException">The run's tenant lacks a setting that a step's templates refer to; says which.</exception>
    public static void Check(PipelineDefinition pipeline, RunScope scope)
    {
        foreach (var step in pipeline.Steps)
        {
            Check(Of(step.Kind), $"{pipeline.Name}.{step.Name}", scope);
        }
    }

    private static void Check(TemplatePath[] paths, string user, RunScope scope)
    {
        foreach (var path in paths)
        {
            if (scope.Find(path) is not { } value || value.ValueKind == JsonValueKind.Null)
            {
                var whose = scope.Tenant.Length > 0 ? $"tenant `{Shown.Short(scope.Tenant)}` has no setting" : "it has no tenant, so there is no setting";
                throw new RefusedException(
                    $"{whose} `{path.Text["tenant.".Length..]}`, which `{user}` uses as {{{{ {path} }}}}; add it under `tenants`, in the tenant's `settings`");
            }
        }
    }

    private static JsonElement? SettingsOf(string tenant, IReadOnlyList<TenantDefinition> tenants) =>
        tenants.FirstOrDefault(known => known.Name == tenant)?.Settings is { } json ? JsonElement.Parse(json) : null;

    private static TemplatePath[] Of(JobKind kind) => Known.GetValue(kind, Find);

    private static TemplatePath[] Find(JobKind kind)
    {
        var texts = (kind.Command?.Arguments ?? []).Concat(kind.Command?.Environment.Values ?? [])
            .Concat(new[] { kind.Concurrency?.KeyTemplate, kind.Rate?.KeyTemplate, kind.Unique?.KeyTemplate }.OfType<string>());
        var templates = texts.Select(Template.Parse).Concat(kind.Command?.With is { } with ? JsonTemplate.Templates(with) : []);
        return [.. templates.SelectMany(template => template.Paths).Where(path => path.Root == "tenant" && path.Segments.Count > 1).DistinctBy(path => path.Text)];
    }
}
