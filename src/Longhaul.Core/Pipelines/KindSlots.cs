using System.Text.Json;
using Longhaul.Core.Edits;
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
    /// <param name="kind">The kind.</param>
    /// <param name="scope">What its templates refer to.</param>
    /// <param name="given">What a person gave to the job over what it is given: members of its input; null for nothing.</param>
    /// <exception cref="RefusedException">A key cannot be filled in, or has control characters.</exception>
    public static IReadOnlyList<SlotKey> For(JobKind kind, RunScope scope, string? given = null)
    {
        IEnumerable<SlotKey> limit = kind.Concurrency is { } concurrency
            ? [new SlotKey(Filled("concurrency", Limit(kind.Name), concurrency.KeyTemplate), concurrency.Limit, concurrency.AtLimit)]
            : [];
        IEnumerable<SlotKey> rate = kind.Rate is { } perKey
            ? [SlotKey.ForRate(Filled("rate", Rate(kind.Name), perKey.KeyTemplate), perKey.Limit)]
            : [];
        return [.. limit, .. rate];

        string Filled(string what, string prefix, string template) => KindSlots.Filled(kind, what, prefix, template, scope, given);
    }

    /// <summary>True for a slot that jobs of a kind need by its limit or rate.</summary>
    public static bool IsOf(string kind, SlotKey slot) =>
        slot.Key.StartsWith(Limit(kind), StringComparison.Ordinal) || slot.Key.StartsWith(Rate(kind), StringComparison.Ordinal);

    private static string Limit(string kind) => $"{kind}:";

    // No name of a kind has a slash, so that no key of a limit is one of a rate.
    private static string Rate(string kind) => $"{kind}/rate:";

    private static string Filled(JobKind kind, string what, string prefix, string template, RunScope scope, string? given)
    {
        try
        {
            var input = kind.Command?.With is { } with ? JsonTemplate.RenderKnown(with, scope) : scope.Input;
            input = given is null ? input : JsonElement.Parse(JobEdits.Over(input.GetRawText(), given));
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
