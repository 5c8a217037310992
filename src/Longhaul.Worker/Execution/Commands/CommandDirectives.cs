using Longhaul.Core.Jobs;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Does what a command asks for.</summary>
internal sealed class CommandDirectives(AttemptContext context, CommandSaid said, ExecutionOptions options)
{
    private const int MaxStageLength = 200;
    private const int MaxArtifacts = 10_000;

    public void Obey(Directive directive)
    {
        switch (directive)
        {
            case ProgressDirective progress:
                context.Report(Stage(progress.Text), progress.Percent, progress.Remaining?.TotalSeconds);
                break;
            case StageDirective stage:
                context.Report(Stage(stage.Name));
                break;
            case OutputDirective output:
                said.Outputs.Set(output.Key, output.Value, options.MaxOutputBytes);
                break;
            case ArtifactDirective artifact when said.Artifacts.Count < MaxArtifacts:
                said.Artifacts.Add(artifact.Path);
                break;
            case CheckpointDirective checkpoint:
                context.Checkpoint(checkpoint.State.GetRawText());
                break;
            case CostDirective cost:
                context.Cost(cost.Component, cost.Amount, cost.Currency);
                break;
            case AuditDirective audit:
                context.Note(audit.Action, audit.Text);
                break;
            case RetryDirective retry:
                Fail("retry", retry.Reason, "It asked to be tried again.", FailureNature.Transient, retry.Delay);
                break;
            case FailDirective fail:
                Fail("fail", fail.Reason, "It said that it failed for good.", FailureNature.Permanent, null);
                break;
            default:
                Note(directive);
                break;
        }
    }

    private void Note(Directive directive)
    {
        switch (directive)
        {
            case WarningDirective warning:
                Say("warning: " + warning.Text);
                break;
            case MalformedDirective malformed:
                Say(malformed.Problem);
                break;
        }
    }

    private void Fail(string code, string reason, string otherwise, FailureNature nature, TimeSpan? delay)
    {
        var message = reason.Length > 0 ? reason : otherwise;
        said.Failure = new JobFailure(new JobError(code, message), nature, delay);
        Say($"{code}: {message}");
    }

    private void Say(string text) => context.Log(LogStream.System, text);

    private static string? Stage(string? text) => text?.Length > MaxStageLength ? text[..MaxStageLength] + "…" : text;
}
