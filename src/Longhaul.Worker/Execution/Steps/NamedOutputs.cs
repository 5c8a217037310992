using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>Finds the steps whose outputs a kind's templates refer to: only those are read from the store.</summary>
internal static class NamedOutputs
{
    /// <summary>The names of the steps.</summary>
    public static IReadOnlyCollection<string> Of(JobKind kind) =>
        [.. TextsOf(kind).SelectMany(PathsIn).Concat(ConditionOf(kind)).Select(path => path.Names).Where(names => names is ["steps", _, "outputs", ..]).Select(names => names[1]).Distinct()];

    private static IEnumerable<string?> TextsOf(JobKind kind) =>
    [
        .. kind.Command?.Arguments ?? [], kind.Command?.WorkingDirectory, .. kind.Command?.Environment.Values ?? [], .. JsonTexts(kind.Command?.With),
        .. JsonTexts(kind.Flow?.ForEach), .. JsonTexts(kind.Flow?.With), kind.Flow?.Review?.Title, kind.Concurrency?.KeyTemplate, kind.Rate?.KeyTemplate,
    ];

    private static IEnumerable<string> JsonTexts(string? json) => json is null ? [] : Known(() => JsonTemplate.Templates(json).Select(template => template.Source));

    private static IEnumerable<TemplatePath> PathsIn(string? text) => text is null ? [] : Known(() => Template.Parse(text).Paths);

    private static IEnumerable<TemplatePath> ConditionOf(JobKind kind) => kind.Flow?.When is { } when ? Known(() => Condition.Parse(when).Paths) : [];

    // What is not well formed says so where it is filled in.
    private static IEnumerable<T> Known<T>(Func<IEnumerable<T>> read)
    {
        try
        {
            return read();
        }
        catch (TemplateException)
        {
            return [];
        }
    }
}
