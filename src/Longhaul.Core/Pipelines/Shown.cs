namespace Longhaul.Core.Pipelines;

/// <summary>Values as they stand in messages: short, on one line.</summary>
internal static class Shown
{
    private const int MaxLength = 60;

    public static string Short(string value)
    {
        var cut = value.Length <= MaxLength ? value : value[..(MaxLength - 1)] + "…";
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '�' : c));
    }
}
