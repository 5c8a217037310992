namespace Longhaul.Definitions.Sections;

/// <summary>Paths that a definition may name.</summary>
internal static class RelativePath
{
    /// <summary>False for absolute paths, those that go up, and those that depend on a value.</summary>
    public static bool StaysInside(string path) =>
        path.Trim().Length > 0 && path[0] is not ('/' or '~') && !path.Contains('\\') && !path.Contains('\0')
        && !path.Contains("{{", StringComparison.Ordinal) && !path.Split('/').Contains("..") && !(path.Length > 1 && path[1] == ':');
}
