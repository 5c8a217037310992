using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Reviews;

namespace Longhaul.Core.Pipelines;

/// <summary>
/// The values a step or a job can refer to: <c>input.x</c>, <c>steps.NAME.outputs.k</c>, <c>steps.NAME.status</c>, <c>item</c>, <c>index</c>,
/// <c>review.note</c>, <c>run.id</c>, <c>job.id</c>, <c>attempt</c>, <c>tenant</c>, and <c>tenant.x</c>, a setting of the tenant.
/// </summary>
public sealed record RunScope : ITemplateScope
{
    /// <summary>The input: a JSON object.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>By the name of a step: what it put out, a JSON object.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>By the name of a step: its outward status.</summary>
    public IReadOnlyDictionary<string, string> Statuses { get; init; } = new Dictionary<string, string>();

    /// <summary>The steps that have run once for each item of a list and are over: what no item put out is an empty list.</summary>
    public IReadOnlyCollection<string> Lists { get; init; } = [];

    /// <summary>The item of a list that the job is for; null where it is for none.</summary>
    public JsonElement? Item { get; init; }

    /// <summary>The item's place in its list, from 0.</summary>
    public int? Index { get; init; }

    /// <summary>What the last review had to say that sent the run back.</summary>
    public ReviewNote Review { get; init; } = ReviewNote.None;

    /// <summary>The run's id; the job's own where it belongs to no run; null while it is not known.</summary>
    public long? RunId { get; init; }

    /// <summary>The job's id; null while it is not known.</summary>
    public long? JobId { get; init; }

    /// <summary>The attempt's number, from 1; null while it is not known.</summary>
    public int? Attempt { get; init; }

    /// <summary>Whose job it is; empty for nobody's.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The tenant's settings: a JSON object; null where it has none.</summary>
    public JsonElement? TenantSettings { get; init; }

    /// <inheritdoc/>
    public JsonElement? Find(TemplatePath path) => path.Names switch
    {
        ["input", .. var rest] when rest.Length > 0 => Descend(Input, rest),
        ["steps", var step, "status"] => Statuses.TryGetValue(step, out var status) ? JsonText.Of(status) : null,
        ["steps", var step, "outputs", .. var rest] => Output(step, rest),
        ["item", .. var rest] => Item is { } item ? Descend(item, rest) : null,
        ["index"] => Number(Index),
        ["review", "note"] => JsonText.Of(Review.Note),
        ["review", "by"] => JsonText.Of(Review.By),
        ["review", "revision"] => Number(Review.Revision),
        ["run", "id"] => Number(RunId),
        ["job", "id"] => Number(JobId),
        ["attempt"] => Number(Attempt),
        ["tenant"] => JsonText.Of(Tenant),
        ["tenant", .. var rest] => TenantSettings is { } settings ? Descend(settings, rest) : null,
        _ => null,
    };

    /// <inheritdoc/>
    public bool IsOfSkipped(TemplatePath path) =>
        path.Names is ["steps", var step, "outputs", ..] && Statuses.TryGetValue(step, out var status) && status == JobState.Skipped.Name();

    private JsonElement? Output(string step, string[] names)
    {
        var found = Outputs.TryGetValue(step, out var outputs) ? Descend(outputs, names) : null;
        return found is null && names.Length == 1 && Lists.Contains(step) ? JsonElement.Parse("[]") : found;
    }

    private static JsonElement? Number(long? number) => number is { } known ? JsonText.Of(known) : null;

    private static JsonElement? Descend(JsonElement value, IEnumerable<string> names)
    {
        JsonElement? at = value;
        foreach (var name in names)
        {
            at = at is { } here ? Member(here, name) : null;
        }

        return at;
    }

    private static JsonElement? Member(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Object => value.TryGetProperty(name, out var member) ? member : null,
        JsonValueKind.Array => int.TryParse(name, out var index) && index >= 0 && index < value.GetArrayLength() ? value[index] : null,
        _ => null,
    };
}
