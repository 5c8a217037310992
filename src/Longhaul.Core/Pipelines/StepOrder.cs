using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>Puts steps in an order in which each stands after those it needs.</summary>
internal static class StepOrder
{
    /// <summary>As near to the order of the file as the needs allow.</summary>
    /// <exception cref="RefusedException">A step needs one that is not there, or the needs go in a circle.</exception>
    public static IReadOnlyList<StepDefinition> Sort(PipelineDefinition pipeline)
    {
        var placed = new HashSet<string>();
        var waiting = pipeline.Steps.ToList();
        var sorted = new List<StepDefinition>(waiting.Count);
        while (waiting.Count > 0)
        {
            var next = waiting.FindIndex(step => step.Needs.All(placed.Contains));
            if (next < 0)
            {
                var names = string.Join(", ", waiting.Select(step => $"`{step.Name}`"));
                throw new RefusedException($"pipeline `{pipeline.Name}` cannot be run: the needs of {names} can never be met");
            }

            placed.Add(waiting[next].Name);
            sorted.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        return sorted;
    }
}
