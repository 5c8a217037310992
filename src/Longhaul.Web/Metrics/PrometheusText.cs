using System.Globalization;
using System.Text;

namespace Longhaul.Web.Metrics;

/// <summary>The spelling of Prometheus' text format.</summary>
internal static class PrometheusText
{
    /// <summary>The metric's name: letters, digits and underscores, with the unit and, for counters, <c>total</c> at its end.</summary>
    public static string MetricName(string instrument, string? unit, MetricType type)
    {
        var name = Clean(instrument);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return name + suffix + (type == MetricType.Counter ? "_total" : "");
    }

    /// <summary>Labels in the order of their names, without braces; empty where there are none.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var pairs = tags.ToArray();
        Array.Sort(pairs, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return string.Join(',', pairs.Select(tag => Label(tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")));
    }

    /// <summary>The labels and one more.</summary>
    public static string With(string labels, string name, string value) =>
        labels.Length == 0 ? Label(name, value) : $"{labels},{Label(name, value)}";

    public static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A help text on one line.</summary>
    public static string EscapeHelp(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");

    private static string Label(string name, string value) => $"{Clean(name)}=\"{EscapeHelp(value).Replace("\"", "\\\"")}\"";

    private static string Clean(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return clean.Length > 0 && char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }
}
