namespace Longhaul.Core.Stores.Rules;

/// <summary>Secrets, as tokens.</summary>
internal interface ISecretRows
{
    /// <summary>Adds or changes one; false where it has that token already.</summary>
    bool Put(SecretRecord secret, string token);

    /// <summary>False where it is not there.</summary>
    bool Remove(SecretRef secret);

    /// <summary>Gives those new tokens that have the tokens they must have; answers with them, by tenant and name.</summary>
    IReadOnlyList<SecretRef> Rotate(IReadOnlyList<SecretRotation> rotations);
}
