using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>Makes the jobs of a run: the run itself, which waits for its steps, and one job a step.</summary>
public static class PipelineExpander
{
    /// <summary>The most steps of a pipeline, so that a run fits into one call of the store.</summary>
    public const int MaxSteps = IJobStore.MaxBatch - 1;

    /// <summary>The run first, then its steps, each after those it needs. Every step carries the kind by which it runs.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="input">The input as the caller gave it, as JSON text.</param>
    /// <param name="options">What else the caller said.</param>
    /// <exception cref="MissingKeyException">The input is to be encrypted, and there is no key.</exception>
    /// <exception cref="RefusedException">The input, or a tenant or key made from it, is not acceptable, or the caller says another tenant than the input does.</exception>
    public static IReadOnlyList<NewJob> Expand(PipelineDefinition pipeline, string input, RunOptions? options = null) =>
        Expand(pipeline, input, options ?? new RunOptions(), isStep: false);

    private static IReadOnlyList<NewJob> Expand(PipelineDefinition pipeline, string input, RunOptions wish, bool isStep)
    {
        var normalised = PipelineInput.Normalise(pipeline, input);
        var values = JsonElement.Parse(normalised);
        var scope = TenantNeeds.With(new RunScope { Input = values, Tenant = isStep ? wish.Tenant ?? "" : TenantOf(pipeline, values, wish.Tenant) }, wish.Tenants);
        TenantNeeds.Check(pipeline, scope);
        var steps = StepOrder.Sort(pipeline);
        var places = steps.Select((step, index) => (step.Name, index: index + 1)).ToDictionary(item => item.Name, item => item.index);
        return [Run(pipeline, normalised, scope, wish), .. steps.Select(step => Step(step, places, scope, wish))];
    }

    /// <summary>The steps of a pipeline that is a step itself, each after those it needs; they are to be the children of that step's job.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="input">The input that the step gives to it, as JSON text.</param>
    /// <param name="options">What is so of the whole run.</param>
    /// <returns>The steps, and the input with what was left out filled in.</returns>
    /// <exception cref="RefusedException">The input, or a key made from it, is not acceptable.</exception>
    public static (IReadOnlyList<NewJob> Steps, string Input) ExpandStep(PipelineDefinition pipeline, string input, RunOptions options)
    {
        var run = Expand(pipeline, input, options, isStep: true);
        return ([.. run.Skip(1).Select(step => step with { Parent = null, DependsOn = [.. step.DependsOn.Select(Earlier)] })], run[0].Input);
    }

    private static Dependency Earlier(Dependency need) => need with { Job = JobRef.InCall(need.Job.Index!.Value - 1) };

    private static NewJob Run(PipelineDefinition pipeline, string input, RunScope scope, RunOptions wish) => new()
    {
        Kind = pipeline.Name,
        IsContainer = true,
        Queue = wish.Queue ?? QueueDefinition.DefaultName,
        Priority = wish.Priority ?? new JobKind { Name = pipeline.Name }.Priority,
        Tenant = scope.Tenant,
        Input = pipeline.Encrypted ? EncryptedInput.Seal(EncryptedInput.Require(wish.Keys, pipeline.Name), input) : input,
        Definition = (RunGraph.Of(pipeline) with { TenantSettings = scope.TenantSettings?.GetRawText() }).ToJson(),
        UniqueKeys = [.. wish.UniqueKeys, .. RuleKeys.For(pipeline.Name, pipeline.Unique, scope, pipeline.Encrypted)],
    };

    private static NewJob Step(StepDefinition step, Dictionary<string, int> places, RunScope scope, RunOptions wish) => new()
    {
        Kind = step.Kind.Name,
        Step = step.Name,
        Queue = step.Kind.Queue == QueueDefinition.DefaultName ? wish.Queue ?? step.Kind.Queue : step.Kind.Queue,
        Priority = wish.Priority ?? step.Kind.Priority,
        Tenant = scope.Tenant,
        Definition = KindJson.Write(step.Kind),
        Parent = JobRef.InCall(0),
        DependsOn = [.. step.Needs.Select(need => new Dependency(JobRef.InCall(places[need]), step.AnyEnd.Contains(need)))],
        At = step.Needs.Count == 0 ? wish.At : null,
        Delay = step.Needs.Count == 0 ? wish.Delay : null,
        Slots = step.Kind.Flow is { ForEach: not null } or { Pipeline: not null } or { Review: not null }
            ? []
            : [.. KindSlots.For(step.Kind, scope).Select(slot => slot with { AtLimit = AtLimit.Wait })],
        Exclusive = step.Kind.Exclusive,
        OnWorkerLost = step.Kind.OnWorkerLost,
        KeepHistory = step.Kind.KeepHistory,
        MayFail = step.Kind.Flow?.MayFail ?? false,
    };

    // A caller's mistake would put one tenant's work, money and budget on another: nobody is overruled unsaid.
    private static string TenantOf(PipelineDefinition pipeline, JsonElement input, string? said)
    {
        var scope = new RunScope { Input = input };
        var saysItself = pipeline.TenantTemplate is { } template && Template.Parse(template).Paths.All(path => scope.Find(path) is not null);
        if (said is not null && saysItself && TenantOf(pipeline, input) is { Length: > 0 } own && own != said)
        {
            throw new RefusedException(
                $"a run of pipeline `{pipeline.Name}` with this input is one of tenant `{Shown.Short(own)}`, and was to be one of `{Shown.Short(said)}`; leave the tenant out, or change the input");
        }

        return said ?? TenantOf(pipeline, input);
    }

    /// <summary>Whose a run with an input is where nobody says else.</summary>
    /// <exception cref="RefusedException">That cannot be found out, or is no name.</exception>
    internal static string TenantOf(PipelineDefinition pipeline, JsonElement input)
    {
        try
        {
            var tenant = pipeline.TenantTemplate is { } template ? Template.Parse(template).Render(new RunScope { Input = input }) : "";
            Label.Check("the tenant", tenant, Label.MaxTenant);
            return tenant;
        }
        catch (TemplateException error)
        {
            throw new RefusedException($"the tenant of pipeline `{pipeline.Name}` is not known: {error.Message}");
        }
    }
}
