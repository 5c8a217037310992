using Longhaul.Core.Alerts;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Alerts;

/// <summary>The webhook of the environment, for projects whose file names none.</summary>
internal static class DefaultAlert
{
    /// <summary>The project; where its file has no alerts and the environment has a Discord webhook, with one that is told of everything.</summary>
    public static ProjectDefinition Add(ProjectDefinition project, IReadOnlyDictionary<string, string> environment)
    {
        var address = SettingTable.Webhook.Variables.Select(name => environment.GetValueOrDefault(name)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        return project.Alerts.Count > 0 || !Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var webhook) || webhook.Scheme is not ("http" or "https")
            ? project
            : project with { Alerts = [new AlertDefinition { When = AlertWords.All.Aggregate(AlertEvents.None, (sum, word) => sum | word.Value), Webhook = webhook, Format = AlertFormat.Discord }] };
    }
}
