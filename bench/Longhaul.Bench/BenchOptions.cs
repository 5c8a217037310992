namespace Longhaul.Bench;

/// <summary>What to measure and how often.</summary>
internal sealed record BenchOptions
{
    private const string Usage = "--json, --only PART, --runs N (1 or more), --jobs N (1,000 or more), --seconds N, --store URL";

    /// <summary>Parts with commas between; null for all.</summary>
    public string? Only { get; init; }

    public int Runs { get; init; } = 3;

    public int Jobs { get; init; } = 100_000;

    /// <summary>How long what is timed lasts.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>A PostgreSQL server whose limits are measured; null for Longhaul beside the limits of SQLite.</summary>
    public string? Store { get; init; }

    public bool Json { get; init; }

    public bool Wants(string part) => Only is null || Only.Split(',').Contains(part);

    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json")
            {
                options = options with { Json = true };
            }
            else if (With(options, args[i], i + 1 < args.Length ? args[i + 1] : "") is { } changed)
            {
                options = changed;
                i++;
            }
            else
            {
                Console.Error.WriteLine($"bench: '{string.Join(' ', args[i..])}' is not understood; {Usage}");
                return null;
            }
        }

        return options;
    }

    private static BenchOptions? With(BenchOptions options, string name, string value) => name switch
    {
        "--only" when value.Length > 0 => options with { Only = value },
        "--store" when value.Length > 0 => options with { Store = value },
        "--runs" when int.TryParse(value, out var runs) && runs > 0 => options with { Runs = runs },
        "--jobs" when int.TryParse(value, out var jobs) && jobs >= 1_000 => options with { Jobs = jobs / 1_000 * 1_000 },
        "--seconds" when int.TryParse(value, out var seconds) && seconds > 0 => options with { Seconds = seconds },
        _ => null,
    };
}
