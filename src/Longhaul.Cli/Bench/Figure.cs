namespace Longhaul.Cli.Bench;

/// <summary>A metric after all its runs: the median, and the range.</summary>
internal sealed record Figure(Metric Metric, double Value, double Least, double Most, int Runs, JobCosts? Costs)
{
    /// <summary>Of the samples of one metric.</summary>
    public static Figure Of(Metric metric, IReadOnlyList<Sample> samples)
    {
        double[] values = [.. samples.Select(sample => sample.Value)];
        return new Figure(metric, Quantile.Of(values, 0.5), values.Min(), values.Max(), values.Length, JobCosts.Median(samples.Select(one => one.Costs)));
    }
}
