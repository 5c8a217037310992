using Longhaul.Core.Alerts;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Alerts;

/// <summary>Posts messages.</summary>
internal interface IWebhook
{
    /// <summary>Posts a message; never throws but for a cancel.</summary>
    Task<AlertDelivery> SendAsync(AlertDefinition alert, AlertMessage message, string project, CancellationToken cancel);
}

/// <summary>How posting a message went.</summary>
/// <param name="State">Sent; given up where it will never be accepted; pending where another try may do.</param>
/// <param name="Error">Why it was not accepted, without any address; null where it was.</param>
/// <param name="RetryAfter">How long the other side asked to be left alone; null where it did not.</param>
public sealed record AlertDelivery(AlertState State, string? Error = null, TimeSpan? RetryAfter = null);
