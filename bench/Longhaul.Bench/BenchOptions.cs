namespace Longhaul.Bench;

/// <summary>What to measure and how often.</summary>
internal sealed record BenchOptions(string? Only, int Runs, int Jobs, bool Json)
{
    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions(null, 3, 100_000, false);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--json":
                    options = options with { Json = true };
                    continue;
                case "--only" when value.Length > 0:
                    options = options with { Only = value };
                    break;
                case "--runs" when int.TryParse(value, out var runs) && runs > 0:
                    options = options with { Runs = runs };
                    break;
                case "--jobs" when int.TryParse(value, out var jobs) && jobs >= 1_000:
                    options = options with { Jobs = jobs / 1_000 * 1_000 };
                    break;
                default:
                    Console.Error.WriteLine($"bench: '{args[i]} {value}' is not understood; --json, --only PART, --runs N (1 or more), --jobs N (1,000 or more)");
                    return null;
            }

            i++;
        }

        return options;
    }
}
