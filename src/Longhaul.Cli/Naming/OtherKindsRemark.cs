using System.CommandLine;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Naming;

/// <summary>
/// A pause goes by kind. Steps written with <c>job:</c> are of that job's kind, and those of a pipeline in a pipeline are named after the inner one: whoever pauses the outer one
/// is told that these go on.
/// </summary>
internal static class OtherKindsRemark
{
    public static void Write(StoreSession session, ParseResult parsed, PauseTarget target)
    {
        if (target.Scope != PauseScope.Kind || ProjectAtHand.Find(session.Shell, parsed)?.Pipelines.GetValueOrDefault(target.Name) is not { } pipeline)
        {
            return;
        }

        var others = Steps(pipeline).Where(step => step.Kind.Flow?.Pipeline is null && !step.Kind.Name.StartsWith(target.Name + ".", StringComparison.Ordinal))
            .DistinctBy(step => step.Kind.Name).ToList();
        if (others.Count > 0)
        {
            session.Terminal.Error.WriteLine(TerminalText.Neutralise(
                $"longhaul: these steps of {target.Name} are of other kinds and go on: {string.Join(", ", others.Select(step => $"{step.Name} ({step.Kind.Name})"))}; "
                + $"to pause them too: longhaul jobs pause {string.Join(" ", others.Select(step => $"--kind {step.Kind.Name}"))}"));
        }
    }

    private static IEnumerable<StepDefinition> Steps(PipelineDefinition pipeline) =>
        pipeline.Steps.SelectMany(step => step.Kind.Flow?.Pipeline is { } inner ? Steps(inner).Prepend(step) : [step]);
}
