using System.Text;

namespace Longhaul.Core.Artifacts;

/// <summary>
/// Empties an open folder. Folders in a folder of it move up into it first, so that neither a path nor a recursion becomes long, however
/// deep a job went; each folder moves once.
/// </summary>
internal sealed class FolderClearing(OpenFolder top)
{
    private const int NamesAtOnce = 4_096;

    private long _names;
    private bool _progress;

    /// <summary>What cannot be removed is passed over, so that as little as possible is left.</summary>
    public void Run()
    {
        do
        {
            _progress = false;
            foreach (var name in top.Names(NamesAtOnce))
            {
                _progress |= Remove(top, name) || Flatten(name);
            }
        }
        while (_progress);
    }

    private bool Flatten(byte[] name)
    {
        using (var inner = top.TryOpen(name))
        {
            while (inner is not null && MoveUp(inner))
            {
                // There were more names than are read at once.
            }
        }

        return top.RemoveFolder(name);
    }

    private bool MoveUp(OpenFolder inner)
    {
        var moved = false;
        foreach (var name in inner.Names(NamesAtOnce))
        {
            moved |= Remove(inner, name) || inner.MoveFolder(name, top, Encoding.ASCII.GetBytes($".longhaul-removes-{_names++}\0"));
        }

        _progress |= moved;
        return moved;
    }

    private static bool Remove(OpenFolder folder, byte[] name) => folder.RemoveFile(name) || folder.RemoveFolder(name);
}
