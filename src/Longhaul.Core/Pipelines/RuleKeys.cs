using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>The unique keys that a job or a run has by its definition.</summary>
internal static class RuleKeys
{
    private const int MaxKey = 300;

    /// <summary>One key, prefixed by the name of the kind or pipeline; none where there is no rule.</summary>
    /// <exception cref="RefusedException">The key cannot be filled in, or has control characters.</exception>
    public static IReadOnlyList<UniqueKey> For(string name, UniqueRule? rule, RunScope scope, bool encrypted)
    {
        if (rule is null)
        {
            return [];
        }

        var key = $"kind:{name}" + rule.By switch
        {
            UniqueBy.Key => ":" + Filled(name, rule.KeyTemplate ?? "", scope, encrypted),
            UniqueBy.Input => ":" + CanonicalJson.Hash(scope.Input),
            _ => "",
        };
        key = KeyText.Bounded(key, MaxKey);
        Label.Check($"the unique key of `{name}`", key, MaxKey);
        return [new UniqueKey(key, rule.Scope, rule.Period, rule.OnConflict)];
    }

    private static string Filled(string name, string template, RunScope scope, bool encrypted)
    {
        try
        {
            return KeyText.Of(template, scope, encrypted);
        }
        catch (TemplateException error)
        {
            throw new RefusedException($"the unique key of `{name}` is not known when it is enqueued: {error.Message}");
        }
    }
}
