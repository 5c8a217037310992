using System.Text.Json;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Jobs;

/// <summary>Turns a request into jobs, or says why it is refused.</summary>
internal sealed class JobClientExpansion(ProjectDefinition project, KeyRing? keys)
{
    private const int MaxKey = 250;

    /// <summary>The request's jobs; where it asks for a run, the run first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="number">Its place in a list, for messages; null where it stands alone.</param>
    public IReadOnlyList<NewJob> Expand(JobRequest request, int? number)
    {
        try
        {
            Check(request);
            return project.Pipelines.TryGetValue(request.Name, out var pipeline)
                ? PipelineExpander.Expand(pipeline, request.Input, Options(request))
                : [Job(request)];
        }
        catch (RefusedException error) when (number is not null)
        {
            throw new RefusedException($"item {number}: {error.Message}");
        }
    }

    private void Check(JobRequest request)
    {
        if (request.Queue is { } queue && !project.Queues.ContainsKey(queue))
        {
            throw new RefusedException($"queue `{Shown.Short(queue)}` is not declared{NearestName.Hint(queue, project.Queues.Keys)}");
        }

        if (request.Priority is < 0 or > 9)
        {
            throw new RefusedException($"priority {request.Priority} is not between 0 and 9 (9 goes first)");
        }

        if (request.In < TimeSpan.Zero)
        {
            throw new RefusedException($"a delay of {request.In} is less than nothing");
        }

        Label.Check("the tenant", request.Tenant ?? "", Label.MaxTenant);
        CheckKey("the idempotency key", request.Key);
        CheckKey("the unique key", request.Unique);
    }

    private static void CheckKey(string what, string? key)
    {
        if (key is "")
        {
            throw new RefusedException($"{what} is empty");
        }

        Label.Check(what, key ?? "", MaxKey);
    }

    private NewJob Job(JobRequest request)
    {
        var kind = project.Kinds.TryGetValue(request.Name, out var found) && !IsStep(request.Name) ? found : throw Unknown(request.Name);
        InputText.Check(request.Input);
        RefuseSealed(request.Input);
        var tenant = request.Tenant ?? "";
        TenantNeeds.Check(kind, tenant, project.Tenants);
        var scope = kind is { Concurrency: null, Rate: null, Unique: null }
            ? null
            : TenantNeeds.With(new RunScope { Input = InputText.ReadObject(request.Input), Tenant = tenant }, project.Tenants);
        return new NewJob
        {
            Kind = kind.Name,
            Queue = request.Queue ?? kind.Queue,
            Priority = request.Priority ?? kind.Priority,
            Tenant = tenant,
            Input = kind.Encrypted ? EncryptedInput.Seal(EncryptedInput.Require(keys, kind.Name), request.Input) : request.Input,
            At = request.At,
            Delay = request.In ?? (request.At is null ? kind.Unique?.Delay : null),
            UniqueKeys = scope is null ? Keys(request) : [.. Keys(request), .. RuleKeys.For(kind.Name, kind.Unique, scope, kind.Encrypted)],
            Slots = scope is null ? [] : KindSlots.For(kind, scope),
            Exclusive = kind.Exclusive,
            OnWorkerLost = kind.OnWorkerLost,
            KeepHistory = kind.KeepHistory,
        };
    }

    // What would be taken for an encrypted input could be a token that its caller may not read.
    /// <summary>Nobody hands in what would be taken for an encrypted input: a worker would open it for whoever has no key.</summary>
    /// <exception cref="RefusedException">It would be.</exception>
    internal static void RefuseSealed(string input)
    {
        if (input.AsSpan().ContainsAny('$', '\\') && JsonElement.Parse(input).TryGetProperty(EncryptedInput.Member, out _))
        {
            throw new RefusedException($"an input must not have a member `{EncryptedInput.Member}`: that marks an encrypted one; say `encrypted: true` where the job is defined");
        }
    }

    /// <summary>True for the kind of an inline step, which makes no sense outside its run.</summary>
    private bool IsStep(string kind) =>
        project.Pipelines.Values.Any(pipeline => pipeline.Steps.Any(step => step.Kind.Name == kind && kind == $"{pipeline.Name}.{step.Name}"));

    private RefusedException Unknown(string name)
    {
        var known = project.Kinds.Keys.Where(kind => !IsStep(kind)).Concat(project.Pipelines.Keys);
        return new RefusedException($"there is no job or pipeline `{Shown.Short(name)}`{NearestName.Hint(name, known)}");
    }

    private RunOptions Options(JobRequest request) => new()
    {
        Queue = request.Queue,
        Priority = request.Priority,
        Tenant = request.Tenant,
        Tenants = project.Tenants,
        UniqueKeys = Keys(request),
        At = request.At,
        Delay = request.In,
        Keys = keys,
    };

    private static UniqueKey[] Keys(JobRequest request) =>
    [
        .. request.Key is { } key ? new[] { UniqueKey.Idempotency(key) } : [],
        .. request.Unique is { } unique ? new[] { UniqueKey.WhileUnfinished(unique) } : [],
    ];
}
