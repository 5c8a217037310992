using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.Sqlite.Changes;

/// <summary>Ends of attempts: the plain ones by the short cut, the others by the rules.</summary>
internal sealed class OutcomeChanges(Session session)
{
    public IReadOnlyList<FinishReply> Finish(IReadOnlyList<Finish> items)
    {
        var plain = new PlainEnds(session);
        var rules = new OutcomeRules(session);
        return [.. items.Select(item => plain.TryFinish(item) ? FinishReply.Accepted : rules.Finish(item))];
    }
}
