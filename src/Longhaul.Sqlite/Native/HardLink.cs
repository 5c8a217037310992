using System.Runtime.InteropServices;

namespace Longhaul.Sqlite.Native;

/// <summary>
/// Gives a file a second name, without opening it: closing any descriptor of a file drops all locks that this process holds on it, SQLite's included.
/// </summary>
internal static partial class HardLink
{
    /// <summary>False where the file system knows no such names.</summary>
    public static bool TryMake(string path, string name) => !OperatingSystem.IsWindows() && Link(path, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);
}
