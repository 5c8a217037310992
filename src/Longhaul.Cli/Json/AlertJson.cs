using Longhaul.Cli.Alerts;
using Longhaul.Core.Alerts;

namespace Longhaul.Cli.Json;

/// <summary>An alert and the messages that it was sent.</summary>
internal sealed record AlertJson(
    string Key, string Target, IReadOnlyList<string> When, bool InFile, DateTimeOffset? DeclaredAt, IReadOnlyList<AlertMessageJson> Messages)
{
    public static AlertJson Of(AlertItem item) => new(
        item.Key, item.Target, AlertWords.Of(item.When), item.InFile, item.DeclaredAt, [.. item.Messages.Select(AlertMessageJson.Of)]);
}

/// <summary>A message of an alert.</summary>
internal sealed record AlertMessageJson(
    long Id, string Event, string Subject, long? JobId, long? LastJobId, int Count, string State, int Tries, string Text, string? Error,
    DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? DueAt, DateTimeOffset? SettledAt)
{
    public static AlertMessageJson Of(AlertMessage message) => new(
        message.Id, string.Join(',', AlertWords.Of(message.First.Event)), message.First.Subject, message.First.JobId, message.LastJobId, message.Count,
        AlertItem.Word(message.State), message.Tries, message.First.Text, message.Error, message.FirstAt, message.LastAt,
        message.SettledAt is null ? message.DueAt : null, message.SettledAt);
}
