using Longhaul.Core.Jobs;

namespace Longhaul.Worker.Execution;

/// <summary>Who runs which kind: a handler that was registered for it, else its command.</summary>
internal sealed class HandlerTable(IReadOnlyDictionary<string, IJobHandler> registered, IJobHandler command)
{
    /// <summary>The handler, or null where there is none.</summary>
    public IJobHandler? For(JobKind kind) => registered.GetValueOrDefault(kind.Name) ?? (kind.Command is null ? null : command);
}
