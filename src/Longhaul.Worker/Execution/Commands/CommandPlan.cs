using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What exactly is to be started: every value filled in, each argument still one argument.</summary>
internal sealed class CommandPlan(string projectFolder, IReadOnlyCollection<string> limitedQueues)
{
    /// <summary>Fills in the command.</summary>
    /// <exception cref="TemplateException">A value is missing, or has a NUL character.</exception>
    /// <exception cref="UnsafePathException">The working folder leaves the project's.</exception>
    public ChildProcessSpec Make(
        AttemptContext context, CommandSpec command, CommandValues values, IReadOnlyDictionary<string, string> environment) => new()
    {
        Arguments = command.Shell is { } line
            ? ["sh", "-c", line]
            : [.. command.Arguments.Select(argument => Template.Parse(argument).Render(values.Scope))],
        WorkingDirectory = FolderOf(command, values),
        Environment = environment,
        ProveEnd = context.Kind.Exclusive || context.Job.Exclusive || context.Job.Slots.Count > 0 || limitedQueues.Contains(context.Job.Queue),
    };

    private string FolderOf(CommandSpec command, CommandValues values)
    {
        var folder = Template.Parse(command.WorkingDirectory ?? "").Render(values.Scope);
        return folder is "" or "." or "./" ? projectFolder : SafePath.Resolve(projectFolder, folder);
    }
}
