namespace Longhaul.Core.Artifacts;

/// <summary>A path or a file that may not be used: it leaves its folder, is a link, or is no plain file.</summary>
public sealed class UnsafePathException : Exception
{
    /// <summary>Says which path, and why.</summary>
    public UnsafePathException(string message) : base(message) { }

    internal static UnsafePathException For(string path, string why) => new($"The path '{Shown(path)}' is refused: {why}.");

    internal static UnsafePathException Unreadable(string path) => For(path, "its permissions forbid to read it");

    /// <summary>The path with what could harm a terminal or a log taken out, and cut to 200 characters.</summary>
    internal static string Shown(string path)
    {
        var plain = string.Create(Math.Min(path.Length, 200), path, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
            }
        });
        return path.Length > 200 ? plain + "…" : plain;
    }
}
