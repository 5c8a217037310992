using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Secrets;

/// <summary>
/// Where the values of secrets come from: what is stored for the job's tenant, else for the project, else the worker's own environment. They
/// are looked up for each attempt, so that a value that was set anew counts from the next attempt on.
/// </summary>
internal sealed class SecretSource(IJobStore store, KeyRing? keys, Func<string, string?> environment, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The values by name. An absent store is waited for: it is no fault of the job.</summary>
    /// <exception cref="JobFailedException">One is not set, or cannot be decrypted.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(string tenant, IReadOnlyList<string> names, CancellationToken stop)
    {
        var stored = await FindTokensAsync(tenant, names, stop);
        return names.ToDictionary(name => name, name => Of(name, tenant, stored));
    }

    private string Of(string name, string tenant, IReadOnlyList<SecretToken> stored)
    {
        var own = stored.FirstOrDefault(secret => secret.Secret == new SecretRef(tenant, name));
        return (own ?? stored.FirstOrDefault(secret => secret.Secret == new SecretRef("", name))) is { } found
            ? Decrypt(found)
            : environment(name) ?? throw Missing(name, tenant);
    }

    // Another worker, or this one after a restart, may have the key: so it is tried again.
    private string Decrypt(SecretToken secret) => keys?.Decrypt(secret.Token) ?? throw new JobFailedException(new JobFailure(
        new JobError("key", keys is null
            ? $"The secret {secret.Secret} is stored encrypted, and this worker has no key; set FERNET_KEY."
            : $"The secret {secret.Secret} is encrypted with a key that is not among those of this worker's FERNET_KEY."),
        FailureNature.Transient));

    private async Task<IReadOnlyList<SecretToken>> FindTokensAsync(string tenant, IReadOnlyList<string> names, CancellationToken stop)
    {
        SecretRef[] wanted = [.. names.SelectMany(name => (SecretRef[])[new SecretRef(tenant, name), new SecretRef("", name)]).Distinct()];
        while (true)
        {
            try
            {
                return await store.Secrets.FindAsync(wanted, stop);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(Pause, clock, stop);
            }
        }
    }

    private static JobFailedException Missing(string name, string tenant) => new(new JobFailure(
        new JobError("secret", $"The secret '{name}' is not set; set it with: longhaul secrets set {name}"
            + (tenant.Length > 0 ? $" --tenant '{tenant}' (or without --tenant for all)" : "")
            + $"; or give the worker the environment variable {name}."),
        FailureNature.Permanent));
}
