using System.Text.Json;
using Longhaul.Core.Pipelines;

namespace Longhaul.Definitions.Building;

/// <summary>Finds templates that refer to settings which no tenant has, or not the one they are for.</summary>
internal static class TenantSettings
{
    /// <summary>Why a path such as <c>tenant.voice</c> leads nowhere; null where it leads somewhere for some tenant, which is looked at when a job is enqueued.</summary>
    public static string? WhatIsWrong(TemplatePath path, TemplatePlace place)
    {
        if (!place.Facts.Contains("tenant"))
        {
            return TemplateRules.Early(path);
        }

        if (place.Tenant is { } name && !Has(name, path, place))
        {
            return $"`{{{{ {path} }}}}` refers to the setting `{Setting(path)}`, which tenant `{name}` lacks; add it to the tenant's `settings`";
        }

        if (place.Tenants.Any(tenant => Has(tenant.Name, path, place)))
        {
            return null;
        }

        var names = Names(place).ToList();
        var hint = names.Count == 0 ? "; add it to the `settings` of a tenant" : NearestName.Hint(path.Segments[1], names);
        return $"`{{{{ {path} }}}}` refers to the setting `{Setting(path)}`, which no tenant has{hint}";
    }

    private static bool Has(string tenant, TemplatePath path, TemplatePlace place)
    {
        var settings = place.Tenants.FirstOrDefault(known => known.Name == tenant)?.Settings;
        var scope = new RunScope { Input = default, TenantSettings = settings is null ? null : JsonElement.Parse(settings) };
        return scope.Find(path) is { ValueKind: not JsonValueKind.Null };
    }

    private static IEnumerable<string> Names(TemplatePlace place) => place.Tenants.Where(tenant => tenant.Settings is not null)
        .SelectMany(tenant => JsonElement.Parse(tenant.Settings!).EnumerateObject().Select(member => member.Name)).Distinct();

    private static string Setting(TemplatePath path) => path.Text["tenant.".Length..];
}
