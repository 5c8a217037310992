using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>
/// A condition such as <c>{{ input.publish }} and {{ steps.check.outputs.score }} &gt;= 0.8</c>: templates, texts in quotes, numbers, <c>true</c>, <c>false</c>
/// and <c>null</c>, compared by <c>== != &lt; &lt;= &gt; &gt;= in</c>, joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses. A value alone holds unless it
/// is missing, null, false, 0, or an empty text, list or object, or the text <c>false</c>. <c>always</c> holds whatever became of what the step needs, <c>failed</c> if any of that
/// failed or was cancelled; both, and <c>{{ steps.NAME.status }}</c>, let the step wait for any end of what it needs.
/// </summary>
public sealed class Condition
{
    private readonly ConditionNode _root;

    internal Condition(ConditionNode root, IReadOnlyList<TemplatePath> paths, bool hasWords)
    {
        (_root, Paths) = (root, paths);
        LooksAtEnds = hasWords || paths.Any(path => path.Names is ["steps", _, "status"]);
    }

    /// <summary>The paths it refers to.</summary>
    public IReadOnlyList<TemplatePath> Paths { get; }

    /// <summary>It is about how what the step needs has ended.</summary>
    public bool LooksAtEnds { get; }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="TemplateException">It is none; says where and why.</exception>
    public static Condition Parse(string text) => new ConditionParser(text).Run();

    /// <summary>Whether it holds.</summary>
    /// <param name="scope">The values; one that is missing counts as null.</param>
    /// <param name="anyFailed">Whether any of what the step needs failed or was cancelled.</param>
    /// <exception cref="TemplateException">Values are compared by size that have none.</exception>
    public bool Holds(ITemplateScope scope, bool anyFailed) => ConditionValues.IsTrue(_root.Evaluate(new ConditionScope(scope, anyFailed)));
}

/// <summary>What a condition is asked about.</summary>
internal readonly record struct ConditionScope(ITemplateScope Values, bool AnyFailed);

/// <summary>A part of a condition.</summary>
/// <param name="Evaluate">Its value.</param>
internal sealed record ConditionNode(Func<ConditionScope, JsonElement> Evaluate);
