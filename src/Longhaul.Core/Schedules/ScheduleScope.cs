using System.Globalization;
using System.Text.Json;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Schedules;

/// <summary>The values that the input of a schedule can refer to.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="Due">The due time, by the schedule's own clock.</param>
internal sealed record ScheduleScope(string Name, DateTimeOffset Due) : ITemplateScope
{
    public JsonElement? Find(TemplatePath path) => path.Names switch
    {
        ["schedule", "name"] => JsonText.Of(Name),
        ["schedule", "due"] => JsonText.Of(Due.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)),
        _ => null,
    };
}
