using Longhaul.Core.Stores;

namespace Longhaul.Core.Pipelines;

/// <summary>Short texts that callers give: tenants and keys.</summary>
internal static class Label
{
    public const int MaxTenant = 200;

    /// <summary>Refuses what is too long or has characters that would spoil a listing.</summary>
    /// <exception cref="RefusedException">Says what, with which value.</exception>
    public static void Check(string what, string value, int maxLength)
    {
        if (value.Length > maxLength)
        {
            throw new RefusedException($"{what} is {value.Length} characters long (\"{Shown.Short(value)}\"); at most {maxLength} are allowed");
        }

        if (value.Any(char.IsControl) || value.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar))
        {
            throw new RefusedException($"{what} \"{Shown.Short(value)}\" has control characters or invalid Unicode; use printable text");
        }
    }
}
