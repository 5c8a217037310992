using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>Renewals have a patience of their own, of three seconds, which a crowded machine uses up. A worker then renews once more, and so do tests: it changes nothing to do it twice.</summary>
internal static class Renewals
{
    private const int Tries = 5;

    public static async Task<RenewReply> RenewPatientlyAsync(this IWorkerRegistry workers, WorkerRenewal renewal, CancellationToken cancel = default)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await workers.RenewAsync(renewal, cancel);
            }
            catch (StoreUnavailableException) when (tried < Tries)
            {
                // The next one has a connection of its own.
            }
        }
    }
}
