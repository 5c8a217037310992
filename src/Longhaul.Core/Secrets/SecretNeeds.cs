using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Core.Secrets;

/// <summary>What a project needs of keys and secrets, beside what is there.</summary>
public static class SecretNeeds
{
    /// <summary>Why the project's jobs cannot all be run with these keys, in one line that says what to do; null where they can.</summary>
    /// <param name="project">The project.</param>
    /// <param name="keys">The keys; null where there are none.</param>
    public static string? WhyNot(ProjectDefinition project, KeyRing? keys)
    {
        ArgumentNullException.ThrowIfNull(project);
        var encrypted = project.Kinds.Values.Where(kind => kind.Encrypted).Select(kind => kind.Name)
            .Concat(project.Pipelines.Values.Where(pipeline => pipeline.Encrypted).Select(pipeline => pipeline.Name)).FirstOrDefault();
        return keys is null && encrypted is not null
            ? $"FERNET_KEY: is not set, and inputs of `{encrypted}` are encrypted; {MissingKeyException.Remedy}"
            : null;
    }

    /// <summary>Why stored secrets that the project's jobs name cannot be read with these keys, in one line that says what to do; null where they can.</summary>
    /// <param name="store">The store.</param>
    /// <param name="project">The project.</param>
    /// <param name="keys">The keys; null where there are none.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<string?> WhyNotAsync(IJobStore store, ProjectDefinition project, KeyRing? keys, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(project);
        var users = UsersOf(project);
        if (users.Count == 0)
        {
            return null;
        }

        var named = (await ListAsync(store, cancel).ConfigureAwait(false)).Where(secret => users.ContainsKey(secret.Name)).Take(IJobStore.MaxBatch).ToList();
        if (keys is null)
        {
            return named is [var first, ..]
                ? $"FERNET_KEY: is not set, and the store holds the secret {first}, which `{users[first.Name]}` uses; set it to the key that the secret was set with"
                : null;
        }

        var closed = (await store.Secrets.FindAsync(named, cancel).ConfigureAwait(false)).FirstOrDefault(secret => keys.Decrypt(secret.Token) is null);
        return closed is null ? null
            : $"FERNET_KEY: opens not the stored secret {closed.Secret}, which `{users[closed.Secret.Name]}` uses; add the key that it was set with, or set it anew";
    }

    /// <summary>The secrets that the project's tenants must have of their own and have not, in the order of the file.</summary>
    /// <param name="store">The store.</param>
    /// <param name="project">The project.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IReadOnlyList<SecretRef>> FindMissingAsync(IJobStore store, ProjectDefinition project, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(project);
        var missing = new List<SecretRef>();
        var wanted = project.Tenants.SelectMany(tenant => tenant.Secrets.Select(name => new SecretRef(tenant.Name, name)));
        foreach (var part in wanted.Chunk(IJobStore.MaxBatch))
        {
            missing.AddRange(part.Except((await store.Secrets.FindAsync(part, cancel).ConfigureAwait(false)).Select(found => found.Secret)));
        }

        return missing;
    }

    /// <summary>Which kind uses each secret; one of them where several do.</summary>
    public static IReadOnlyDictionary<string, string> UsersOf(ProjectDefinition project)
    {
        ArgumentNullException.ThrowIfNull(project);
        var users = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in project.Kinds.Values.Concat(project.Pipelines.Values.SelectMany(pipeline => pipeline.Steps.Select(step => step.Kind))))
        {
            foreach (var name in NamesOf(kind))
            {
                users.TryAdd(name, kind.Name);
            }
        }

        return users;
    }

    /// <summary>All secrets of a store, by tenant and name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IReadOnlyList<SecretRef>> ListAsync(IJobStore store, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = new List<SecretRef>();
        while (true)
        {
            var part = await store.Secrets.ListAsync(IJobStore.MaxBatch, all.Count == 0 ? null : all[^1], cancel).ConfigureAwait(false);
            all.AddRange(part.Select(secret => secret.Secret));
            if (part.Count < IJobStore.MaxBatch)
            {
                return all;
            }
        }
    }

    private static IEnumerable<string> NamesOf(JobKind kind) => kind.Command is { } command ? command.Secrets.Concat(command.SecretFiles ?? []) : [];
}
