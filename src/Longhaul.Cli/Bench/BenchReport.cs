using System.Globalization;

namespace Longhaul.Cli.Bench;

/// <summary>Prints figures as a table or as JSON.</summary>
internal static class BenchReport
{
    public static void Write(Terminal terminal, IReadOnlyList<Figure> figures, string store, bool json)
    {
        if (json)
        {
            JsonOutput.WriteList(terminal.Out, figures.Select(figure => BenchJson.Of(figure, store)), JsonOutput.Types.BenchJson);
            return;
        }

        terminal.Out.WriteLine(TerminalText.Neutralise(store));
        var table = new TextTable("METRIC", "VALUE", "UNIT", "RANGE", "WAL/JOB", "COMMITS/JOB", "CPU/JOB", "SERVER/JOB", "MEMORY", "CONDITIONS");
        foreach (var figure in figures)
        {
            var costs = figure.Costs;
            table.Add(
                figure.Metric.Name, Number(figure.Value), figure.Metric.Unit, $"{Number(figure.Least)} - {Number(figure.Most)}",
                With(costs?.WalBytes, "B"), With(costs?.Commits, ""), With(costs?.CpuMicroseconds, "us"), With(costs?.ServerCpuMicroseconds, "us"),
                With(costs?.PeakMegabytes, "MiB"), figure.Metric.Conditions.Note);
        }

        table.Write(terminal);
    }

    private static string With(double? value, string unit) => value is { } known ? $"{Number(known)} {unit}".TrimEnd() : "";

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
