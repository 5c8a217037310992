using Longhaul.Core.Alerts;

namespace Longhaul.Cli.Alerts;

/// <summary>An alert as the file and the store know it.</summary>
/// <param name="Key">Its key; empty for one that is off.</param>
/// <param name="Target">What may be shown of it.</param>
/// <param name="When">What it wants to hear of.</param>
/// <param name="InFile">It stands in this folder's file.</param>
/// <param name="DeclaredAt">When a worker last declared it; null where none has.</param>
/// <param name="Messages">Its messages, the newest first.</param>
internal sealed record AlertItem(
    string Key, string Target, AlertEvents When, bool InFile, DateTimeOffset? DeclaredAt, IReadOnlyList<AlertMessage> Messages)
{
    /// <summary>Those of the file in its order, then others that workers have declared, then what is left of forgotten ones.</summary>
    public static IReadOnlyList<AlertItem> All(
        IReadOnlyList<AlertDefinition> file, IReadOnlyList<AlertRecord> declared, IReadOnlyList<AlertMessage> messages)
    {
        var sent = messages.ToLookup(message => message.Alert);
        var known = declared.ToDictionary(record => record.Alert.Key);
        var mine = file.Select(alert => alert.Webhook is null
            ? new AlertItem("", alert.ToString(), alert.When, true, null, [])
            : new AlertItem(alert.Key, alert.ToString(), alert.When, true, known.GetValueOrDefault(alert.Key)?.DeclaredAt, [.. sent[alert.Key]])).ToList();
        var keys = mine.Select(item => item.Key).ToHashSet();
        var others = declared.Where(record => keys.Add(record.Alert.Key)).Select(record =>
            new AlertItem(record.Alert.Key, record.Alert.Target, record.Alert.When, false, record.DeclaredAt, [.. sent[record.Alert.Key]])).ToList();
        var forgotten = sent.Where(group => keys.Add(group.Key)).Select(group => new AlertItem(group.Key, "(forgotten)", AlertEvents.None, false, null, [.. group]));
        return [.. mine, .. others, .. forgotten];
    }

    /// <summary>The word for where a message is.</summary>
    public static string Word(AlertState state) => state switch
    {
        AlertState.Pending => "pending",
        AlertState.Taken => "sending",
        AlertState.Sent => "sent",
        _ => "given_up",
    };
}
