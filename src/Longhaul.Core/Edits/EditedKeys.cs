using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Edits;

/// <summary>
/// What becomes of keys that were made of an input when that is another one: those of limits and rates are made anew, lest a job that is told to deploy to one
/// place holds the key of another. What a run or job is by its input for good, whose it is and its unique key, can be no other.
/// </summary>
/// <param name="project">What the program at hand knows.</param>
/// <param name="keys">What opens encrypted inputs.</param>
/// <param name="tree">The members of the job's tree; empty where it stands alone.</param>
internal sealed class EditedKeys(ProjectDefinition project, KeyRing? keys, IReadOnlyList<JobRecord> tree)
{
    /// <summary>The kind of a job: that with which its run was started, else that of the program at hand; null where nobody knows.</summary>
    public static JobKind? KindOf(JobRecord job, ProjectDefinition project)
    {
        try
        {
            return job is { IsContainer: false, Definition: { } definition } ? KindJson.Read(definition) : project.Kinds.GetValueOrDefault(job.Kind);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The jobs that need slots under other keys.</summary>
    /// <param name="job">The job or run.</param>
    /// <param name="before">Its input as it is, opened.</param>
    /// <param name="after">Its new input.</param>
    /// <exception cref="RefusedException">It would be another tenant's, or have another unique key; or nobody here knows what its keys become.</exception>
    public IReadOnlyList<JobSlots> Of(JobRecord job, string before, string after)
    {
        RefuseOtherUnique(job, before, after);
        if (!job.IsContainer)
        {
            return [.. new[] { Changed(job, Told(job, before), Told(job, after)) }.OfType<JobSlots>()];
        }

        RefuseOtherTenant(job, before, after);
        return [.. tree.Where(step => step.ParentId == job.Id && !step.IsContainer && JobEdits.IsGivenInput(step))
            .Select(step => Changed(step, OfRun(step, before), OfRun(step, after))).OfType<JobSlots>()];
    }

    private JobSlots? Changed(JobRecord job, Given before, Given after)
    {
        if (KindOf(job, project) is not { } kind)
        {
            return job.Slots.Any(slot => KindSlots.IsOf(job.Kind, slot))
                ? throw new RefusedException($"job {job.Id} has keys by its job `{Shown.Short(job.Kind)}`, which is not defined here, so that nobody knows what they become; change it where that is defined")
                : null;
        }

        // What stands for others, or asks a person, has no keys; what it becomes gets them when it does.
        if (kind is { Concurrency: null, Rate: null } or { Flow: { ForEach: not null } or { Pipeline: not null } or { Review: not null } })
        {
            return null;
        }

        var slots = KindSlots.For(kind, after.Scope, after.Members);
        return KeysOf(kind, before).SequenceEqual(slots.Select(slot => slot.Key))
            ? null
            : new JobSlots(job.Id, [.. job.Slots.Where(slot => !KindSlots.IsOf(kind.Name, slot)), .. slots.Select(slot => job.ParentId is null ? slot : slot with { AtLimit = AtLimit.Wait })]);
    }

    // Keys that cannot be told any more are others than those that can.
    private static IEnumerable<string> KeysOf(JobKind kind, Given told)
    {
        try
        {
            return KindSlots.For(kind, told.Scope, told.Members).Select(slot => slot.Key);
        }
        catch (RefusedException)
        {
            return [];
        }
    }

    /// <summary>What a job's keys are made of where a person says what its own input is: all of it, or what goes over what its run gives to it.</summary>
    private Given Told(JobRecord job, string own)
    {
        var parent = Find(job.ParentId);
        if (job.Step is null || parent is null)
        {
            return new Given(Scope(job, own), null);
        }

        if (JobEdits.IsGivenInput(job))
        {
            return new Given(Scope(job, Open(parent.Input)), own);
        }

        var item = JsonElement.Parse(own);
        var run = Find(parent.ParentId);
        return new Given(
            Scope(job, run is null ? own : Open(run.Input)) with
            {
                Item = item.TryGetProperty("item", out var value) ? value : null,
                Index = ItemStep.IndexOf(job.Step),
                Outputs = tree.Where(step => run is not null && step.ParentId == run.Id && step is { Step: not null, Output: not null })
                    .ToDictionary(step => step.Step!, step => JsonElement.Parse(step.Output!)),
            },
            JobEdits.OverrideOf(parent) is { } given ? Open(given) : null);
    }

    private Given OfRun(JobRecord step, string input) => new(Scope(step, input), JobEdits.OverrideOf(step) is { } given ? Open(given) : null);

    private RunScope Scope(JobRecord job, string input)
    {
        var scope = new RunScope { Input = JsonElement.Parse(input), Tenant = job.Tenant };
        return SettingsOf(Find(job.RootId)) is { } settings ? scope with { TenantSettings = JsonElement.Parse(settings) } : TenantNeeds.With(scope, project.Tenants);
    }

    // A run goes on with what it was started with.
    private static string? SettingsOf(JobRecord? root)
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

    private void RefuseOtherTenant(JobRecord run, string before, string after)
    {
        if (run.ParentId is null && project.Pipelines.TryGetValue(run.Kind, out var pipeline) && pipeline.TenantTemplate is not null
            && PipelineExpander.TenantOf(pipeline, JsonElement.Parse(before)) == run.Tenant
            && PipelineExpander.TenantOf(pipeline, JsonElement.Parse(after)) is var other && other != run.Tenant)
        {
            throw new RefusedException(
                $"run {run.Id} is one of tenant `{Shown.Short(run.Tenant)}` by its input, and would be one of `{Shown.Short(other)}`; that cannot change: start another run");
        }
    }

    private void RefuseOtherUnique(JobRecord job, string before, string after)
    {
        var run = job is { IsContainer: true, ParentId: null } ? project.Pipelines.GetValueOrDefault(job.Kind) : null;
        var kind = run is null ? project.Kinds.GetValueOrDefault(UniqueKindOf(job)) : null;
        if ((run?.Unique ?? kind?.Unique) is not { } rule)
        {
            return;
        }

        var (was, becomes) = (Key(before), Key(after));
        if (was != becomes && job.UniqueKeys.Any(key => key.Key == was))
        {
            throw new RefusedException($"job {job.Id} is unique by what would be changed, and that cannot change; cancel it, and start another one");
        }

        string Key(string input) => RuleKeys.For(kind?.Name ?? job.Kind, rule, Scope(job, input), run?.Encrypted ?? kind!.Encrypted)[0].Key;
    }

    // A step is not unique by itself; a batch is by what runs once all have ended.
    private string UniqueKindOf(JobRecord job) => job switch
    {
        { IsContainer: true, ParentId: null } => tree.FirstOrDefault(last => last.ParentId == job.Id && last.Step == BatchExpansion.Last)?.Kind ?? "",
        { IsContainer: false, Step: null } => job.Kind,
        _ => "",
    };

    private JobRecord? Find(long? id) => tree.FirstOrDefault(member => member.Id == id);

    private string Open(string input) => EncryptedInput.Open(keys, input);

    /// <summary>What keys are made of.</summary>
    private sealed record Given(RunScope Scope, string? Members);
}
