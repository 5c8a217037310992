using Longhaul.Cli.Bench;

namespace Longhaul.Cli.Json;

/// <summary>A figure of <c>bench</c>.</summary>
internal sealed record BenchJson(
    string Metric,
    double Value,
    string Unit,
    double Least,
    double Most,
    int Runs,
    int? Jobs,
    int Processes,
    int Places,
    double? WalBytesPerJob,
    double? CommitsPerJob,
    double? StatementsPerJob,
    double? ServerCpuUsPerJob,
    double? CpuUsPerJob,
    double? PeakMemoryMb,
    string Store,
    string Conditions)
{
    public static BenchJson Of(Figure figure, string store) => new(
        figure.Metric.Name, Round(figure.Value), figure.Metric.Unit, Round(figure.Least), Round(figure.Most), figure.Runs,
        figure.Metric.Conditions.Jobs, figure.Metric.Conditions.Processes, figure.Metric.Conditions.Places,
        Round(figure.Costs?.WalBytes), Round(figure.Costs?.Commits), Round(figure.Costs?.Statements), Round(figure.Costs?.ServerCpuMicroseconds),
        Round(figure.Costs?.CpuMicroseconds), Round(figure.Costs?.PeakMegabytes), store, figure.Metric.Conditions.Note);

    private static double Round(double value) => Math.Round(value, 3);

    private static double? Round(double? value) => value is { } known ? Round(known) : null;
}
