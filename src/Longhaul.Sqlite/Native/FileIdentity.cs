using System.Runtime.InteropServices;

namespace Longhaul.Sqlite.Native;

/// <summary>
/// Tells whether a path still names the same file. Asks by name and never opens the file: closing any descriptor of a file drops all
/// locks that this process holds on it, SQLite's included.
/// </summary>
internal static partial class FileIdentity
{
    private const int CurrentFolder = -100;
    private const uint InodeWanted = 0x100;
    private const int InodeOffset = 32;
    private const int AnswerSize = 256;

    /// <summary>The file's inode; 0 where there is no file, or no way to know.</summary>
    public static ulong Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        Span<byte> answer = stackalloc byte[AnswerSize];
        return Statx(CurrentFolder, path, 0, InodeWanted, answer) == 0 ? BitConverter.ToUInt64(answer[InodeOffset..]) : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
