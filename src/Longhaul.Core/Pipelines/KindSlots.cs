using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>The slots a job needs by its kind's limit and rate.</summary>
internal static class KindSlots
{
    private const int MaxKey = 200;

    /// <summary>
    /// One slot for the kind's limit and one for its rate, their keys filled in from the input and prefixed by the kind's name; none where it has neither.
    /// </summary>
    /// <exception cref="RefusedException">A key cannot be filled in, or has control characters.</exception>
    public static IReadOnlyList<SlotKey> For(JobKind kind, RunScope scope)
    {
        IEnumerable<SlotKey> limit = kind.Concurrency is { } concurrency
            ? [new SlotKey(Filled(kind, "concurrency", $"{kind.Name}:", concurrency.KeyTemplate, scope), concurrency.Limit, concurrency.AtLimit)]
            : [];

        // No name of a kind has a slash, so that no key of a limit is one of a rate.
        IEnumerable<SlotKey> rate = kind.Rate is { } perKey
            ? [SlotKey.ForRate(Filled(kind, "rate", $"{kind.Name}/rate:", perKey.KeyTemplate, scope), perKey.Limit)]
            : [];
        return [.. limit, .. rate];
    }

    private static string Filled(JobKind kind, string what, string prefix, string template, RunScope scope)
    {
        try
        {
            var input = kind.Command?.With is { } with ? JsonTemplate.RenderKnown(with, scope) : scope.Input;
            var key = KeyText.Bounded(prefix + KeyText.Of(template, scope with { Input = input }, kind.Encrypted), MaxKey);
            Label.Check($"the {what} key of `{kind.Name}`", key, MaxKey);
            return key;
        }
        catch (TemplateException error)
        {
            throw new RefusedException($"the {what} key of `{kind.Name}` is not known when it is enqueued: {error.Message}");
        }
    }
}
