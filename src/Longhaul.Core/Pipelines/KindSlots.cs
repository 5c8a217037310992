using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>The slots a job needs by its kind's limit.</summary>
internal static class KindSlots
{
    private const int MaxKey = 200;

    /// <summary>One slot, its key filled in from the input and prefixed by the kind's name; none where the kind has no limit.</summary>
    /// <exception cref="RefusedException">The key cannot be filled in, is too long or has control characters.</exception>
    public static IReadOnlyList<SlotKey> For(JobKind kind, RunScope scope)
    {
        if (kind.Concurrency is not { } concurrency)
        {
            return [];
        }

        try
        {
            var input = kind.Command?.With is { } with ? JsonTemplate.RenderKnown(with, scope) : scope.Input;
            var key = $"{kind.Name}:{Template.Parse(concurrency.KeyTemplate).Render(scope with { Input = input })}";
            Label.Check($"the concurrency key of `{kind.Name}`", key, MaxKey);
            return [new SlotKey(key, concurrency.Limit, concurrency.AtLimit)];
        }
        catch (TemplateException error)
        {
            throw new RefusedException($"the concurrency key of `{kind.Name}` is not known when it is enqueued: {error.Message}");
        }
    }
}
