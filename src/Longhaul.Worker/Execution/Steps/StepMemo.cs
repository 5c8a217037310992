using System.Text.Json;
using Longhaul.Core.Pipelines;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>What the steps of a handler gave, within its job's checkpoint, beside the handler's own one.</summary>
/// <param name="Steps">By the name of a step: what it gave.</param>
/// <param name="Own">The checkpoint that the handler itself keeps, as JSON text; null for none.</param>
internal sealed record StepMemo(IReadOnlyDictionary<string, JsonElement> Steps, string? Own)
{
    private const string StepsMember = "$steps", OwnMember = "$own";

    /// <summary>From a job's checkpoint; one without steps is the handler's own.</summary>
    public static StepMemo Read(string? checkpoint)
    {
        if (!IsMemo(checkpoint))
        {
            return new StepMemo(new Dictionary<string, JsonElement>(), checkpoint);
        }

        var json = JsonElement.Parse(checkpoint!);
        var steps = json.GetProperty(StepsMember).EnumerateObject().ToDictionary(step => step.Name, step => step.Value);
        return new StepMemo(steps, json.TryGetProperty(OwnMember, out var own) ? own.GetRawText() : null);
    }

    private static bool IsMemo(string? checkpoint) => checkpoint?.StartsWith("{\"" + StepsMember, StringComparison.Ordinal) == true;

    /// <summary>With what one more step gave.</summary>
    public StepMemo With(string name, JsonElement value) => this with { Steps = new Dictionary<string, JsonElement>(Steps) { [name] = value } };

    /// <summary>As the job's checkpoint; null for nothing.</summary>
    public string? Write()
    {
        // What looks like a memo is wrapped like one, so that it is not taken for one.
        if (Steps.Count == 0 && !IsMemo(Own))
        {
            return Own;
        }

        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(StepsMember);
            writer.WriteStartObject();
            foreach (var (name, value) in Steps)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
            if (Own is not null)
            {
                writer.WritePropertyName(OwnMember);
                writer.WriteRawValue(Own);
            }

            writer.WriteEndObject();
        });
    }
}
