using Longhaul.Core.Alerts;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Makes alerts of their keys. No message shows an address or a secret.</summary>
internal sealed class AlertBuilder(Variables variables, Problems problems)
{
    /// <summary>All of them; those with the same address, format and secret are one, which wants what any of them wants.</summary>
    public IReadOnlyList<AlertDefinition> Build(IEnumerable<AlertKeys> alerts) => [.. alerts.Select(Build).OfType<AlertDefinition>()
        .GroupBy(alert => alert.Key)
        .Select(same => same.First() with { When = same.Aggregate(AlertEvents.None, (sum, alert) => sum | alert.When) })];

    private AlertDefinition? Build(AlertKeys alert)
    {
        if (alert.Malformed)
        {
            return null;
        }

        Require(alert, "when");
        Require(alert, "webhook");
        var secret = alert.Secret is { } given ? Fill(given, "secret") : null;
        if (secret is not null && alert.Format != AlertFormat.Json)
        {
            problems.Add(alert.Secret!.Place, $"`secret` signs messages of format json; {alert.Format.Word()} checks no signature; take it out");
        }

        return new AlertDefinition
        {
            When = alert.When, Webhook = alert.Webhook is { } webhook ? Address(webhook) : null, Format = alert.Format,
            Secret = string.IsNullOrEmpty(secret) ? null : secret,
        };
    }

    private void Require(AlertKeys alert, string key)
    {
        if (!alert.Seen.Contains(key))
        {
            problems.Add(alert.Place, $"an alert needs `{key}`");
        }
    }

    private Uri? Address(YamlText webhook)
    {
        var text = Fill(webhook, "webhook").Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            && text.Length <= AlertDefinition.MaxAddress)
        {
            return address;
        }

        problems.Add(
            webhook.Place,
            $"`webhook` must be a whole address that begins with https:// or http://, without a user, of at most {AlertDefinition.MaxAddress} characters; its value is not shown");
        return null;
    }

    private string Fill(YamlText text, string key) => variables.Fill(text.Value, wrong => problems.Add(text.Place, $"`{key}`: {wrong}"));
}
