using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Inputs;

/// <summary>Who handed in what: an entry of the audit log for each call, however many jobs it brings.</summary>
internal static class EnqueueAudit
{
    /// <summary>Notes what was added, or took the place of one that waits; what was there already, or dropped, is nobody's doing.</summary>
    /// <param name="session">Where.</param>
    /// <param name="enqueued">What became of the jobs.</param>
    /// <param name="what">Their name, or how they came.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task NoteAsync(StoreSession session, IReadOnlyList<Enqueued> enqueued, string what, CancellationToken cancel)
    {
        List<long> ids = [.. enqueued.Where(one => one.Result is EnqueueResult.Added or EnqueueResult.Replaced).Select(one => one.Id)];
        if (ids.Count == 0)
        {
            return;
        }

        try
        {
            await session.Store.Audit.AppendAsync(new AuditEntry(session.Shell.Actor, "JOB_ENQUEUED", IdRanges.Show(ids), ids.Count == 1 ? what : $"{what}; {ids.Count:N0} jobs"), cancel);
        }
        catch (StoreUnavailableException e)
        {
            // The jobs are accepted: whoever took this for a failure would hand them in once more.
            session.Terminal.Error.WriteLine($"longhaul: accepted, but the audit log could not be written: {TerminalText.Neutralise(e.Message)}");
        }
    }
}
