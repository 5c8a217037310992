using Longhaul.Core.Alerts;

namespace Longhaul.Core.Stores.Rules;

/// <summary>Alerts, what was noted for them, and their messages.</summary>
internal interface IAlertRows
{
    /// <summary>Adds or changes one; it is declared now.</summary>
    void Declare(DeclaredAlert alert);

    /// <summary>Notes something for each alert that wants it.</summary>
    void Note(Notice notice);

    /// <summary>False where it is not declared, or somebody else takes its messages at the moment; nobody does until the call is done.</summary>
    bool Lock(string alert);

    /// <summary>Removes what was noted first, at most so much; in the order in which it was noted.</summary>
    IReadOnlyList<(Notice Notice, DateTimeOffset At)> RemoveNotices(string alert, int limit);

    /// <summary>The alert's messages that are pending, or were first to be sent after an instant; by number.</summary>
    IReadOnlyList<AlertMessage> Recent(string alert, DateTimeOffset after);

    /// <summary>The alert's messages that are to be handed out, the longest due first.</summary>
    IReadOnlyList<AlertMessage> Due(string alert, int limit);

    /// <summary>Adds a message; its number is given by the store.</summary>
    void Add(AlertMessage message);

    /// <summary>Writes a message that is there.</summary>
    void Put(AlertMessage message);

    /// <summary>Settles a message that is taken and whose try is this one; false where there is none such.</summary>
    bool Settle(AlertResult result);
}
