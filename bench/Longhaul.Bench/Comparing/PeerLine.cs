using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longhaul.Bench.Comparing;

/// <summary>A line that a peer's script printed of a measurement.</summary>
/// <param name="Peer">Whose it is.</param>
/// <param name="Metric">What was measured, by the scripts' own names.</param>
/// <param name="Value">The figure; null where nothing came of it.</param>
/// <param name="Conditions">How, in words.</param>
internal sealed partial record PeerLine(string Peer, string Metric, double? Value, string Conditions)
{
    /// <summary>The conditions without what differs from run to run.</summary>
    public string Configuration => RunFigures().Replace(Conditions, "");

    /// <summary>The names under which Longhaul's figures are set beside this one; none where it is no such figure or was not finished.</summary>
    public IReadOnlyList<string> Metrics => Metric switch
    {
        _ when Value is null || Conditions.Contains("NOT FINISHED", StringComparison.Ordinal) => [],
        "drain" => [.. DrainMetrics()],
        "enqueue_single" when InFlight().Match(Conditions).Value is "1" or "10" => [$"enqueue_single_{InFlight().Match(Conditions).Value}"],
        "enqueue_bulk" or "latency_p50" or "latency_p99" => [Metric],
        _ => [],
    };

    /// <summary>Reads a line; null where it is something else.</summary>
    public static PeerLine? Parse(string line)
    {
        try
        {
            var read = line.StartsWith('{') ? JsonSerializer.Deserialize<PeerLine>(line, JsonSerializerOptions.Web) : null;
            return read is { Peer: not null, Metric: not null, Conditions: not null } ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<string> DrainMetrics()
    {
        if (Processes().Match(Conditions).Value == "2")
        {
            yield return "drain_no_history";
            yield return "drain_history";
        }

        if (OneByOne().IsMatch(Conditions))
        {
            yield return "drain_single";
        }
    }

    [GeneratedRegex(@"(?<![\d.])\d+(?= worker process)", RegexOptions.None, 1_000)]
    private static partial Regex Processes();

    [GeneratedRegex(@"(?<![\d.])\d+(?= in flight)", RegexOptions.None, 1_000)]
    private static partial Regex InFlight();

    // What a peer does where nobody asked it to take several at once.
    [GeneratedRegex(@"\bdefault\b|batch ?size 1(?!\d)", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex OneByOne();

    [GeneratedRegex(@"; client [\d.]+ cores, \w+ [\d.]+ cores|; HANDLED \d+|; got \d+", RegexOptions.None, 1_000)]
    private static partial Regex RunFigures();
}
