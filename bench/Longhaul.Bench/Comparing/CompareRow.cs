namespace Longhaul.Bench.Comparing;

/// <summary>A figure of Longhaul, of the best peer and of the limit, as far as there are such.</summary>
internal sealed record CompareRow(string Metric, double Value, string Unit, string? BestPeer, double? PeerValue, double? LimitValue)
{
    /// <summary>Longhaul's figure divided by the peer's: the more the better where units a second are counted, the less the better for times.</summary>
    public double? RatioToBestPeer => Value / PeerValue;

    /// <summary>Longhaul's figure divided by the limit.</summary>
    public double? RatioToLimit => Value / LimitValue;
}
