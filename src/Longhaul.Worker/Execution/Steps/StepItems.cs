using System.Globalization;
using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>A step that runs once for each item of a list.</summary>
internal static class StepItems
{
    /// <summary>So many become jobs at once; a job among them, the first, then sees to the next.</summary>
    private const int Portion = 900;

    /// <summary>The items as jobs, from the one on where the job before this one left off.</summary>
    /// <param name="job">The step's job, or the one that sees to the next items.</param>
    /// <param name="kind">The step's kind.</param>
    /// <param name="list">The list as JSON with templates.</param>
    /// <param name="values">What they refer to.</param>
    /// <exception cref="TemplateException">It is no list, or too long.</exception>
    /// <exception cref="RefusedException">A key of an item cannot be filled in.</exception>
    public static Outcome Expand(JobRecord job, JobKind kind, string list, CommandValues values)
    {
        var items = ReadItems(list, values.Scope);
        var goesOn = ItemStep.ListOf(job.Step) is not null;
        var step = ItemStep.ListOf(job.Step) ?? job.Step!;
        var container = goesOn ? job.ParentId!.Value : job.Id;
        var first = goesOn ? JsonElement.Parse(job.Input).GetProperty("from").GetInt32() : 0;
        var next = first + Portion < items.Count ? [Next(job, kind, step, first + Portion)] : Array.Empty<NewJob>();
        var jobs = next.Concat(items.Skip(first).Take(Portion).Select((item, i) => Item(job, kind, step, container, item, first + i, values))).ToList();
        return goesOn
            ? Outcome.Completed() with { Spawn = [.. jobs.Select(one => one with { Parent = JobRef.To(container) })] }
            : Outcome.Expanded(jobs);
    }

    // What a step that was skipped put out is null: for nothing there is nothing to do.
    private static List<JsonElement> ReadItems(string list, RunScope scope)
    {
        var value = JsonElement.Parse(JsonTemplate.Render(list, scope));
        if (value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new TemplateException($"`foreach` is {Shown.Short(value.GetRawText())}, which is no list") { ShowsValue = true };
        }

        return value.GetArrayLength() <= StepFlow.MaxItems
            ? [.. value.EnumerateArray()]
            : throw new TemplateException($"`foreach` has {value.GetArrayLength():N0} items; at most {StepFlow.MaxItems:N0} are allowed");
    }

    private static NewJob Item(JobRecord job, JobKind kind, string step, long container, JsonElement item, int index, CommandValues values)
    {
        var own = kind with { Flow = kind.Flow is { Pipeline: not null } flow ? new StepFlow { Pipeline = flow.Pipeline, With = flow.With } : null };
        var parallel = kind.Flow?.Parallel is { } limit ? [new SlotKey(string.Create(CultureInfo.InvariantCulture, $"items of {container}"), limit)] : Array.Empty<SlotKey>();
        return Child(job, kind) with
        {
            Step = ItemStep.NameOf(step, index),
            Input = string.Create(CultureInfo.InvariantCulture, $$"""{"item":{{item.GetRawText()}},"index":{{index}}}"""),
            Definition = KindJson.Write(own),
            Slots = [.. parallel, .. KindSlots.For(kind, values.Scope with { Input = values.Told, Item = item, Index = index }, values.Given).Select(slot => slot with { AtLimit = AtLimit.Wait })],
            Exclusive = kind.Exclusive,
            OnWorkerLost = kind.OnWorkerLost,
        };
    }

    private static NewJob Next(JobRecord job, JobKind kind, string step, int from) => Child(job, kind) with
    {
        Step = ItemStep.MoreOf(step),
        Input = string.Create(CultureInfo.InvariantCulture, $$"""{"from":{{from}}}"""),
        Definition = KindJson.Write(kind with { Flow = kind.Flow! with { When = null } }),
    };

    private static NewJob Child(JobRecord job, JobKind kind) => new()
    {
        Kind = kind.Name, Queue = job.Queue, Priority = job.Priority, Tenant = job.Tenant, KeepHistory = job.KeepHistory,
    };
}
