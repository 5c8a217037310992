namespace Longhaul.Core.Stores;

/// <summary>Secrets, of which a store only ever has encrypted tokens. What encrypts and decrypts them is none of the store's business.</summary>
public interface IStoreSecrets
{
    /// <summary>
    /// Keeps a secret's token in the place of the one before, if any. Answers with <see cref="ControlResult.Unchanged"/> where it is that very
    /// token. Written to the audit log.
    /// </summary>
    Task<ControlReply> SetAsync(SecretRef secret, string token, string actor, CancellationToken cancel = default);

    /// <summary>Lists secrets by tenant and name, from after one of them; never a value.</summary>
    /// <param name="limit">The most, 1 to <see cref="IJobStore.MaxBatch"/>.</param>
    /// <param name="after">Only those behind it; null for the first part.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<SecretRecord>> ListAsync(int limit, SecretRef? after = null, CancellationToken cancel = default);

    /// <summary>The tokens of those secrets that are there, by tenant and name.</summary>
    /// <exception cref="RefusedException">More than <see cref="IJobStore.MaxBatch"/>.</exception>
    Task<IReadOnlyList<SecretToken>> FindAsync(IReadOnlyCollection<SecretRef> secrets, CancellationToken cancel = default);

    /// <summary>Forgets a secret. Written to the audit log.</summary>
    Task<ControlReply> RemoveAsync(SecretRef secret, string actor, CancellationToken cancel = default);

    /// <summary>
    /// Gives secrets new tokens for the same values, each where its token is the one that the caller knows; answers with how many. When and by
    /// whom they were set stays. One entry in the audit log names all that were changed.
    /// </summary>
    /// <exception cref="RefusedException">More than <see cref="IJobStore.MaxBatch"/>, or a token that is none.</exception>
    Task<int> RotateAsync(IReadOnlyCollection<SecretRotation> rotations, string actor, CancellationToken cancel = default);
}

/// <summary>Which secret.</summary>
/// <param name="Tenant">Whose; empty for the project's, which is everybody's.</param>
/// <param name="Name">1 to <see cref="MaxName"/> characters: letters, digits and <c>_</c>, not beginning with a digit.</param>
public readonly record struct SecretRef(string Tenant, string Name)
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxName = 100;

    /// <summary>The longest value, in bytes of UTF-8: as much as a variable of the environment can hold with room to spare.</summary>
    public const int MaxValueBytes = 64 * 1024;

    /// <summary>The longest token of such a value, in characters.</summary>
    public const int MaxToken = 90_000;

    /// <summary>As it stands in the audit log.</summary>
    public override string ToString() => Tenant.Length == 0 ? Name : $"{Name} of tenant {Tenant}";
}

/// <summary>A secret as it is listed.</summary>
/// <param name="Secret">Which.</param>
/// <param name="SetAt">When it was set.</param>
/// <param name="SetBy">Who set it.</param>
public sealed record SecretRecord(SecretRef Secret, DateTimeOffset SetAt, string SetBy);

/// <summary>A secret's token.</summary>
/// <param name="Secret">Which.</param>
/// <param name="Token">The token.</param>
public sealed record SecretToken(SecretRef Secret, string Token);

/// <summary>A new token for the same value.</summary>
/// <param name="Secret">Which secret.</param>
/// <param name="From">The token that it must have.</param>
/// <param name="To">The token that it gets.</param>
public sealed record SecretRotation(SecretRef Secret, string From, string To);
