namespace Longhaul.Core.Jobs;

/// <summary>Sizes for people, in the decimal units that files are sold by.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>Such as <c>986 MB</c> or <c>1.5 GB</c>.</summary>
    public static string Show(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{value.ToString(unit > 0 && value < 10 ? "0.#" : "0")} {Units[unit]}";
    }
}
