using Longhaul.Core.Stores;

namespace Longhaul.Core.Secrets;

/// <summary>Encrypts all stored secrets with the first key. Safe while others set, use and rotate them, and to be done again.</summary>
public static class KeyRotation
{
    /// <summary>Rotates.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keys">The new key first, and those that the secrets were set with.</param>
    /// <param name="actor">Who does it, for the audit log.</param>
    /// <param name="cancel">Gives up; what is rotated by then stays so.</param>
    public static async Task<RotationReport> RunAsync(IJobStore store, KeyRing keys, string actor, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        var (rotated, current) = (0, 0);
        var closed = new List<SecretRef>();
        foreach (var part in (await SecretNeeds.ListAsync(store, cancel).ConfigureAwait(false)).Chunk(IJobStore.MaxBatch))
        {
            var rotations = new List<SecretRotation>();
            foreach (var secret in await store.Secrets.FindAsync(part, cancel).ConfigureAwait(false))
            {
                if (keys.IsCurrent(secret.Token))
                {
                    current++;
                }
                else if (keys.Decrypt(secret.Token) is { } value)
                {
                    rotations.Add(new SecretRotation(secret.Secret, secret.Token, keys.Encrypt(value)));
                }
                else
                {
                    closed.Add(secret.Secret);
                }
            }

            rotated += rotations.Count == 0 ? 0 : await store.Secrets.RotateAsync(rotations, actor, cancel).ConfigureAwait(false);
        }

        return new RotationReport(rotated, current, closed);
    }
}

/// <summary>What became of a rotation.</summary>
/// <param name="Rotated">How many secrets were encrypted anew.</param>
/// <param name="Current">How many were encrypted with the first key already.</param>
/// <param name="Closed">Those that no key opens; they are as they were.</param>
public sealed record RotationReport(int Rotated, int Current, IReadOnlyList<SecretRef> Closed);
