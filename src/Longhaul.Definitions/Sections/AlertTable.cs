using Longhaul.Core.Alerts;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of an alert.</summary>
internal sealed class AlertKeys : Keys
{
    public AlertEvents When { get; set; }

    public YamlText? Webhook { get; set; }

    public AlertFormat Format { get; set; }

    public YamlText? Secret { get; set; }
}

/// <summary>Reads an alert.</summary>
internal static class AlertTable
{
    public static Table<AlertKeys> Table { get; } = new("an alert",
    [
        new("when", (alert, key) => alert.When = When(key)),
        new("webhook", (alert, key) => alert.Webhook = Hidden(key, "the address of a webhook such as ${DISCORD_WEBHOOK_URL}")),
        new("format", (alert, key) => alert.Format = key.Choice(
            ("discord", AlertFormat.Discord), ("slack", AlertFormat.Slack), ("json", AlertFormat.Json)) ?? default),
        new("secret", (alert, key) => alert.Secret = Hidden(key, "text such as ${ALERT_SECRET}")),
    ]);

    private static AlertEvents When(Setting key)
    {
        var words = key.Texts("[job_failed, worker_lost]") ?? [];
        if (key.Node is YamlList { Items.Count: 0 })
        {
            key.Wrong<object>("a list such as [job_failed, worker_lost]", "; it is empty");
        }

        return words.Aggregate(AlertEvents.None, (sum, word) => sum | Event(key, word));
    }

    private static AlertEvents Event(Setting key, YamlText word)
    {
        var found = AlertWords.All.FirstOrDefault(known => known.Key == word.Value).Value;
        if (found == AlertEvents.None)
        {
            var known = AlertWords.All.Select(all => all.Key);
            var hint = NearestName.Find(word.Value, known) is { } near ? $"did you mean `{near}`?" : "it is one of " + string.Join(", ", known);
            key.Problems.Add(word.Place, $"{word.What} in `when` is nothing to be told of; {hint}");
        }

        return found;
    }

    /// <summary>Its value is a secret, so no message may show it.</summary>
    private static YamlText? Hidden(Setting key, string must)
    {
        if (key.Node is YamlText { IsNull: false } text && !text.Value.Any(char.IsControl))
        {
            return text;
        }

        key.Problems.Add(key.Node.Place, $"`{key.Key.Value}` must be {must}");
        return null;
    }
}
