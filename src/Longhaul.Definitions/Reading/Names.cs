using Longhaul.Core.Jobs;

namespace Longhaul.Definitions.Reading;

/// <summary>Which names are acceptable for what.</summary>
internal static class Names
{
    public const string KindRule = "letters, digits, `.`, `_` and `-`, beginning with a letter or digit, at most 100";
    public const string PartRule = "letters, digits, `_` and `-`, beginning with a letter or digit, at most 99";
    public const string VariableRule = "letters, digits and `_`, not beginning with a digit or `LONGHAUL_`, at most 100";

    public const string TenantRule = "1 to 200 characters, none of them a control character";

    private const int Max = 100;

    /// <summary>For jobs, queues and pipelines.</summary>
    public static bool IsKind(string name) => Fits(name) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>For steps and inputs: these stand in templates, where a dot parts names. A kind named pipeline.step has at most 200.</summary>
    public static bool IsPart(string name) => IsKind(name) && name.Length < Max && !name.Contains('.');

    /// <summary>For environment variables.</summary>
    public static bool IsVariable(string name) =>
        name.Length is > 0 and <= Max && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !name.StartsWith("LONGHAUL_", StringComparison.Ordinal);

    /// <summary>For tenants, which callers name as they like.</summary>
    public static bool IsTenant(string name) => name.Length is > 0 and <= TenantDefinition.MaxName && !name.Any(char.IsControl);

    private static bool Fits(string name) => name.Length is > 0 and <= Max && char.IsAsciiLetterOrDigit(name[0]);
}
