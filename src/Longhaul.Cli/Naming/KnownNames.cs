using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Naming;

/// <summary>The names of one sort that live workers, jobs or a project use.</summary>
internal static class KnownNames
{
    // They come with their inputs, and all that is wanted is a name that is like one.
    private const int Looked = 100;

    /// <summary>The names that the live workers serve; none of a tenant, since workers serve any.</summary>
    public static async Task<IEnumerable<string>> OfWorkersAsync(IJobStore store, PauseScope scope, CancellationToken cancel)
    {
        if (scope == PauseScope.Tenant)
        {
            return [];
        }

        var live = (await store.Workers.ListAsync(cancel)).Where(worker => !worker.Dead).Select(worker => worker.Registration);
        return scope == PauseScope.Queue
            ? live.SelectMany(worker => worker.Queues)
            : live.SelectMany(worker => worker.Kinds).SelectMany(kind => KindAndPipeline(kind.Name));
    }

    /// <summary>The names that open jobs carry, and of kinds those of the jobs enqueued last; a queue or tenant that only has a setting carries none.</summary>
    public static async Task<IEnumerable<string>> OfJobsAsync(IJobStore store, PauseScope scope, CancellationToken cancel) => scope switch
    {
        PauseScope.Queue => (await store.Queries.ListQueuesAsync(cancel))
            .Where(queue => queue.Blocked + queue.Ready + queue.Scheduled + queue.Running > 0).Select(queue => queue.Name),
        PauseScope.Tenant => (await store.Tenants.ListAsync(cancel))
            .Where(tenant => tenant.Waiting + tenant.Running > 0 || tenant.Project is not null).Select(tenant => tenant.Name),
        _ => (await store.Queries.ListAsync(new JobFilter(), new JobPage(Looked), cancel)).SelectMany(job => KindAndPipeline(job.Kind)),
    };

    /// <summary>True where a job has the name, be it over since long.</summary>
    public static async Task<bool> AnyJobAsync(IJobStore store, PauseTarget target, CancellationToken cancel)
    {
        var filter = target.Scope switch
        {
            PauseScope.Queue => new JobFilter { Queue = target.Name },
            PauseScope.Kind => new JobFilter { Kind = target.Name },
            _ => new JobFilter { Tenant = target.Name },
        };
        return (await store.Queries.ListAsync(filter, new JobPage(1), cancel)).Count > 0;
    }

    /// <summary>The names that a project defines.</summary>
    public static IEnumerable<string> OfProject(ProjectDefinition project, PauseScope scope) => scope switch
    {
        PauseScope.Queue => project.Queues.Keys,
        PauseScope.Kind => project.Kinds.Keys.Concat(project.Pipelines.Keys),
        _ => project.Tenants.Select(tenant => tenant.Name),
    };

    // A pipeline is paused by its name, and its steps are of the kinds `pipeline.step`.
    private static IEnumerable<string> KindAndPipeline(string kind) => kind.IndexOf('.') is > 0 and var dot ? [kind, kind[..dot]] : [kind];
}
