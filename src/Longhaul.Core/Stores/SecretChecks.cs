using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Stores;

/// <summary>What is wrong with secrets before any store looks at its contents, and what every store says of them.</summary>
internal static class SecretChecks
{
    // So many names an entry of the audit log spells out.
    private const int MaxNamed = 50;

    // "gAAAA": the version and the first bytes of a time of this and the next centuries.
    private const string TokenStart = "gAAAA";

    /// <summary>What is wrong with a secret and its token; null where nothing is.</summary>
    public static string? Complaint(SecretRef secret, string token)
    {
        if (WhatIsWrongWithName(secret.Name) is { } wrong)
        {
            return wrong;
        }

        if (secret.Tenant.Length > TenantDefinition.MaxName || secret.Tenant.Any(char.IsControl))
        {
            return $"the tenant `{Shown.Short(secret.Tenant)}` is none: at most {TenantDefinition.MaxName} characters, none of them a control character";
        }

        // The token is not shown: it may be a value that somebody forgot to encrypt.
        return IsToken(token) ? null : $"what is to be kept as secret `{secret.Name}` is not encrypted; a store keeps tokens only";
    }

    /// <summary>What is wrong with a secret's name; null where nothing is.</summary>
    public static string? WhatIsWrongWithName(string name)
    {
        var fits = name.Length is > 0 and <= SecretRef.MaxName && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && !name.StartsWith("LONGHAUL_", StringComparison.Ordinal);
        return fits ? null : $"`{Shown.Short(name)}` is no name of a secret; use letters, digits and `_`, not beginning with a digit or `LONGHAUL_`, at most {SecretRef.MaxName}";
    }

    /// <summary>Refuses too many at once.</summary>
    /// <exception cref="RefusedException">Says how many.</exception>
    public static void CheckCount(int count)
    {
        if (count > IJobStore.MaxBatch)
        {
            throw new RefusedException($"{count} secrets in one call; at most {IJobStore.MaxBatch} are taken");
        }
    }

    /// <summary>Refuses what cannot be rotated.</summary>
    /// <exception cref="RefusedException">Says which.</exception>
    public static void Check(IReadOnlyCollection<SecretRotation> rotations)
    {
        CheckCount(rotations.Count);
        if (rotations.Select(rotation => Complaint(rotation.Secret, rotation.To)).FirstOrDefault(complaint => complaint is not null) is { } wrong)
        {
            throw new RefusedException(wrong);
        }
    }

    /// <summary>How an entry of the audit log names them.</summary>
    public static string Names(IReadOnlyCollection<SecretRef> secrets) =>
        string.Join(", ", secrets.Take(MaxNamed)) + (secrets.Count > MaxNamed ? $" and {secrets.Count - MaxNamed} more" : "");

    private static bool IsToken(string token) =>
        token.Length <= SecretRef.MaxToken && token.StartsWith(TokenStart, StringComparison.Ordinal) && token.Length >= 100 && token.Length % 4 == 0
        && token.AsSpan().TrimEnd('=').IndexOfAnyExcept(Alphabet) < 0;

    private static System.Buffers.SearchValues<char> Alphabet { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
