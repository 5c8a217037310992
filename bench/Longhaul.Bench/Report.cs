using System.Text.Json;

namespace Longhaul.Bench;

/// <summary>Prints figures as a table or as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(IReadOnlyList<Figure> figures, bool json)
    {
        if (json)
        {
            var rows = figures.Select(f => new
            {
                metric = f.Metric, value = Math.Round(f.Value), unit = "1/s", least = Math.Round(f.Least), most = Math.Round(f.Most),
                limit_value = Math.Round(f.LimitValue), ratio_to_limit = Math.Round(f.RatioToLimit, 2),
            });
            Console.WriteLine(JsonSerializer.Serialize(rows, Indented));
            return;
        }

        Console.WriteLine($"{"metric",-20} {"Longhaul/s",12} {"range",21} {"limit/s",12} {"ratio",6}");
        foreach (var f in figures)
        {
            Console.WriteLine($"{f.Metric,-20} {f.Value,12:N0} {f.Least,10:N0}–{f.Most,-10:N0} {f.LimitValue,12:N0} {f.RatioToLimit,6:0.00}");
        }
    }
}
