using System.Collections;
using Longhaul.Core.Pipelines;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Which steps need which.</summary>
internal sealed class StepGraph
{
    private readonly Dictionary<string, StepKeys> _steps;
    private readonly Dictionary<string, int> _places;
    private readonly Dictionary<string, BitArray> _before = [];

    public StepGraph(IReadOnlyList<KeyValuePair<YamlText, StepKeys>> steps)
    {
        _steps = steps.ToDictionary(step => step.Key.Value, step => step.Value);
        _places = steps.Select((step, place) => (step.Key.Value, place)).ToDictionary(step => step.Value, step => step.place);
    }

    /// <summary>True where the one step is over for sure when the other starts.</summary>
    public bool IsBefore(string one, string other) => Before(other)[_places[one]];

    /// <summary>A bit a step: a chain of 999 needs half a million of them.</summary>
    private BitArray Before(string step)
    {
        if (!_before.TryGetValue(step, out var before))
        {
            // Entered before it is filled, so that a cycle ends here.
            _before[step] = before = new BitArray(_places.Count);
            foreach (var need in _steps[step].Needs.Where(need => _steps.ContainsKey(need.Value)))
            {
                before.Or(Before(need.Value))[_places[need.Value]] = true;
            }
        }

        return before;
    }

    /// <summary>Notes needs of steps that are not there, and each cycle once.</summary>
    public void Check(string pipeline, Problems problems)
    {
        foreach (var (name, step) in _steps)
        {
            foreach (var need in step.Needs.Where(need => !_steps.ContainsKey(need.Value)))
            {
                var hint = NearestName.Hint(need.Value, _steps.Keys.Where(other => other != name));
                problems.Add(need.Place, $"`needs` of step `{name}` has {need.What}, which is no step of pipeline `{pipeline}`{hint}");
            }
        }

        var done = new HashSet<string>();
        foreach (var name in _steps.Keys)
        {
            FindCycle(name, [], done, problems);
        }
    }

    private static string Shown(string[] circle) =>
        string.Join(" → ", circle.Length <= 10 ? circle : [.. circle[..8], "…", circle[^1]]);

    private void FindCycle(string name, List<string> path, HashSet<string> done, Problems problems)
    {
        var begin = path.IndexOf(name);
        if (begin >= 0)
        {
            var circle = path.Skip(begin).Append(name).ToArray();
            problems.Add(_steps[name].Place, $"the steps need each other in a circle: {Shown(circle)}; take one `needs` out");
            return;
        }

        if (!done.Add(name))
        {
            return;
        }

        path.Add(name);
        foreach (var need in _steps[name].Needs.Where(need => _steps.ContainsKey(need.Value)))
        {
            FindCycle(need.Value, path, done, problems);
        }

        path.RemoveAt(path.Count - 1);
    }
}
