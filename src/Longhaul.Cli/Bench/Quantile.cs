namespace Longhaul.Cli.Bench;

/// <summary>Quantiles of what was measured.</summary>
internal static class Quantile
{
    /// <summary>The smallest value that at least this part of all values does not exceed: <c>0.99</c> for the 99th percentile.</summary>
    /// <exception cref="InvalidOperationException">There are no values.</exception>
    public static double Of(IReadOnlyCollection<double> values, double part) => values.Count > 0
        ? values.Order().ElementAt(Math.Clamp((int)Math.Ceiling(part * values.Count) - 1, 0, values.Count - 1))
        : throw new InvalidOperationException("nothing was measured");
}
