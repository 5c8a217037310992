using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands.Bulk;

/// <summary>Does something to jobs that are named, one by one, and tells of each.</summary>
internal sealed class ById(StoreSession session, JobAction action, string done)
{
    public async Task<int> RunAsync(BulkRequest request, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        var code = ExitCode.Done;
        foreach (var id in ids)
        {
            code = Math.Max(code, Tell(id, await ActAsync(request, id, cancel)));
        }

        return code;
    }

    private async Task<ControlReply> ActAsync(BulkRequest request, long id, CancellationToken cancel)
    {
        switch (request.Action)
        {
            case BulkAction.Cancel:
                return await session.Client.CancelAsync(id, request.Actor, request.Reason, cancel);
            case BulkAction.Retry:
                return await session.Client.RetryAsync(id, request.Actor, cancel);
            case BulkAction.Delete:
                return await session.Client.DeleteAsync(id, request.Actor, cancel);
        }

        var reply = await session.Store.Control.ApplyAsync(request with { Ids = [id] }, cancel);
        return reply switch
        {
            { Done: > 0 } => ControlReplies.Done,
            { Unchanged: > 0 } => new ControlReply(ControlResult.Unchanged, "it is so already"),
            { Refused: > 0 } => ControlReplies.Refused(reply.Complaint ?? "not possible"),
            _ => await WhyNotAsync(id, cancel),
        };
    }

    private async Task<ControlReply> WhyNotAsync(long id, CancellationToken cancel) => await session.Client.GetAsync(id, cancel) switch
    {
        null => ControlReplies.NotFound(id),
        { IsContainer: true } => ControlReplies.Refused("it is a run, which waits in no queue; name its steps, or those of a kind by --kind"),
        var job => ControlReplies.Refused($"it is {job.State.Name()}; only a job that waits to run has a place to change"),
    };

    private int Tell(long id, ControlReply reply)
    {
        var message = reply.Message is { } text ? TerminalText.Neutralise(text) : null;
        switch (reply.Result)
        {
            case ControlResult.Done or ControlResult.Requested:
                session.Terminal.Out.WriteLine($"job {id} {(reply.Result == ControlResult.Requested ? "is asked to stop" : Said())}");
                return ExitCode.Done;
            case ControlResult.Unchanged:
                session.Terminal.Out.WriteLine($"job {id}: {message ?? "nothing to do"}");
                return ExitCode.Done;
            case ControlResult.NotFound:
                session.Terminal.Error.WriteLine($"longhaul: there is no job {id}; see: longhaul jobs list");
                return ExitCode.Failed;
            default:
                session.Terminal.Error.WriteLine($"longhaul: {(message?.StartsWith($"job {id} ", StringComparison.Ordinal) == true ? "" : $"job {id}: ")}{message ?? "not possible"}");
                return ExitCode.Failed;
        }
    }

    private string Said() => action.Action == BulkAction.Retry ? "is back in its queue" : done;
}
