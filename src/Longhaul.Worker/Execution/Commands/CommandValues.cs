using System.Text.Json;
using Longhaul.Core.Edits;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What a job is told: its input, the values that templates refer to, and the steps it may look at.</summary>
/// <param name="Input">The job's own input as JSON text: <c>with</c> filled in, else the run's, else the job's.</param>
/// <param name="Scope">The values for its templates; <c>input</c> in them is its own input.</param>
/// <param name="Steps">The steps of the pipeline of which it is one; empty for a job outside a run.</param>
internal sealed record CommandValues(string Input, RunScope Scope, IReadOnlyList<JobRecord> Steps)
{
    /// <summary>The run's input is encrypted in the store, and what is made of it is to be no less.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>What the job's kind and the run give it is made of: the run's input, or the job's own where it belongs to none.</summary>
    public required JsonElement Told { get; init; }

    /// <summary>What a person gave over that: members of its input; null for nothing.</summary>
    public string? Given { get; init; }

    /// <summary>From a job, its kind and what it can refer to.</summary>
    /// <param name="job">The job.</param>
    /// <param name="with">The input that its kind gives to it; null for the run's.</param>
    /// <param name="view">What <see cref="RunReader.ReadAsync"/> read.</param>
    /// <param name="tenantSettings">The settings of tenants by name, as JSON text, where the run was not started with its own.</param>
    /// <exception cref="TemplateException">A value that <c>with</c> refers to is missing.</exception>
    public static CommandValues Of(JobRecord job, string? with, RunView view, IReadOnlyDictionary<string, string> tenantSettings)
    {
        var known = view.Jobs;
        var run = RunOf(job, known);
        IReadOnlyList<JobRecord> steps = run is null ? [] : [.. known.Where(member => member.ParentId == run.Id)];
        var item = run is not null && ItemStep.IndexOf(job.Step) is not null ? JsonElement.Parse(job.Input) : (JsonElement?)null;
        var scope = new RunScope
        {
            Input = JsonElement.Parse((run ?? job).Input),
            Outputs = OutputsOf(steps),
            Statuses = steps.Where(step => step.Step is not null).ToDictionary(step => step.Step!, JobStatus.Of),
            Lists = ListsOf(run, steps),
            Item = item?.GetProperty("item"),
            Index = item?.GetProperty("index").GetInt32(),
            Review = NoteFor(job, known),
            RunId = job.RootId,
            JobId = job.Id,
            Attempt = job.Attempt,
            Tenant = job.Tenant,
            TenantSettings = SettingsOf(known.FirstOrDefault(member => member.Id == job.RootId) ?? job) is { } settings || tenantSettings.TryGetValue(job.Tenant, out settings) ? JsonElement.Parse(settings) : null,
        };
        var input = with is null ? (run ?? job).Input : JsonTemplate.Render(with, scope);
        input = view.Given is { } given ? JobEdits.Over(input, given) : input;
        return new CommandValues(input, scope with { Input = JsonElement.Parse(input) }, steps) { IsPrivate = view.IsPrivate, Told = scope.Input, Given = view.Given };
    }

    /// <summary>
    /// The run, or the pipeline within it, of which the job is a step: an item of a list is one of the step that has the list. A job of a batch is no step and has
    /// an input of its own.
    /// </summary>
    private static JobRecord? RunOf(JobRecord job, IReadOnlyList<JobRecord> known)
    {
        if (job.Step is null)
        {
            return null;
        }

        var parent = known.FirstOrDefault(member => member.Id == job.ParentId);
        return parent is not null && job.Step.Contains('.') ? known.FirstOrDefault(member => member.Id == parent.ParentId) : parent;
    }

    // A pipeline within the run is sent back with all its steps. What a review in there said was said later than what sent the pipeline back: it begins anew then, without a note.
    private static ReviewNote NoteFor(JobRecord job, IReadOnlyList<JobRecord> known)
    {
        for (var above = job.ParentId; known.FirstOrDefault(member => member.Id == above) is { } container; above = container.ParentId)
        {
            if (ReviewNote.Read(container.Checkpoint) is { Revision: > 1 } note)
            {
                return note;
            }
        }

        return ReviewNote.None;
    }

    // A run goes on with what it was started with; a job that belongs to none has what the worker's file says now.
    private static string? SettingsOf(JobRecord root)
    {
        try
        {
            return root is { IsContainer: true, Definition: { } graph } ? RunGraph.FromJson(graph).TenantSettings : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A step says itself no more that it has a list: that would be read with each of them. The run, or the pipeline within it, knows.
    private static HashSet<string> ListsOf(JobRecord? run, IReadOnlyList<JobRecord> steps)
    {
        var over = steps.Where(step => step.Step is not null && step.IsExpanded && step.State.IsOver()).Select(step => step.Step!).ToHashSet();
        if (over.Count == 0 || run?.Definition is not { } definition)
        {
            return [];
        }

        over.IntersectWith(run.IsExpanded
            ? KindJson.Read(definition).Flow?.Pipeline?.Steps.Where(step => step.Kind.Flow?.ForEach is not null).Select(step => step.Name) ?? []
            : RunGraph.FromJson(definition).Steps.Where(step => step.IsList).Select(step => step.Name));
        return over;
    }

    private static Dictionary<string, JsonElement> OutputsOf(IReadOnlyList<JobRecord> steps)
    {
        var outputs = new Dictionary<string, JsonElement>();
        foreach (var step in steps.Where(step => step.Step is not null && step.Output is not null))
        {
            outputs[step.Step!] = JsonElement.Parse(step.Output!);
        }

        return outputs;
    }
}
