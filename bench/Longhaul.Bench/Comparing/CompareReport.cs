using System.Globalization;
using System.Text.Json;
using Longhaul.Cli.Output;

namespace Longhaul.Bench.Comparing;

/// <summary>Prints a comparison as a table or as JSON.</summary>
internal static class CompareReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static void Write(Terminal terminal, IReadOnlyList<CompareRow> rows, bool json)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(rows.Select(Rounded), Json));
            terminal.Out.Flush();
            return;
        }

        var table = new TextTable("METRIC", "LONGHAUL", "UNIT", "BEST PEER", "ITS", "LIMIT", "TO PEER", "TO LIMIT");
        foreach (var row in rows)
        {
            table.Add(
                row.Metric, Number(row.Value), row.Unit, row.BestPeer, Number(row.PeerValue), Number(row.LimitValue), Ratio(row.RatioToBestPeer),
                Ratio(row.RatioToLimit));
        }

        table.Write(terminal);
    }

    private static object Rounded(CompareRow row) => new
    {
        row.Metric,
        Value = Math.Round(row.Value, 3),
        row.Unit,
        row.BestPeer,
        PeerValue = Round(row.PeerValue),
        LimitValue = Round(row.LimitValue),
        RatioToBestPeer = Round(row.RatioToBestPeer),
        RatioToLimit = Round(row.RatioToLimit),
    };

    private static double? Round(double? value) => value is { } known ? Math.Round(known, 3) : null;

    private static string Number(double? value) => value?.ToString(value >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture) ?? "-";

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
