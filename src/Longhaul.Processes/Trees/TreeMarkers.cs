using System.Text;

namespace Longhaul.Processes;

/// <summary>How one worker's processes are told from all others, and its trees from each other.</summary>
internal sealed class TreeMarkers
{
    internal const string InstanceVariable = "LONGHAUL_INSTANCE";
    internal const string TreeVariable = "LONGHAUL_TREE";

    /// <summary>Stands for a tree: one of ours, but no telling which.</summary>
    internal const long Unclear = -1;

    /// <summary>Stands for a tree: marked by another worker.</summary>
    internal const long Stranger = -2;

    static ReadOnlySpan<byte> InstancePrefix => "LONGHAUL_INSTANCE="u8;

    readonly byte[] _instanceEntry;
    readonly byte[] _treePrefix;
    readonly bool _tagging;

    internal TreeMarkers(string instanceId)
    {
        InstanceId = instanceId;
        InstanceNumber = TreeTag.InstanceNumber(instanceId);
        _instanceEntry = Encoding.UTF8.GetBytes($"{InstanceVariable}={instanceId}");
        _treePrefix = Encoding.UTF8.GetBytes($"{TreeVariable}={instanceId}:");
        // A worker inside another worker's tree leaves the outer mark on its children, or the outer worker would lose them.
        _tagging = !TreeTag.TryRead(Environment.ProcessId, out _);
    }

    internal string InstanceId { get; }

    /// <summary>The first ten digits of all its marks.</summary>
    internal long InstanceNumber { get; }

    /// <summary>Puts the mark of a tree on its leader.</summary>
    internal void Tag(int pid, long tree)
    {
        if (_tagging)
        {
            new TreeTag(InstanceNumber, tree).Set(pid);
        }
    }

    internal string TreeVariableValue(long tree) => $"{InstanceId}:{tree}";

    /// <summary>The tree a process was tagged with; 0 for none; <see cref="Stranger"/> for another instance's.</summary>
    internal long TreeOfTag(int pid)
    {
        if (!TreeTag.TryRead(pid, out var tag))
        {
            return 0;
        }
        return tag.Instance == InstanceNumber ? tag.Tree : Stranger;
    }

    /// <summary>The tree an environment block (entries separated by NUL) names; 0 for none, <see cref="Unclear"/> where only the
    /// instance is this one, <see cref="Stranger"/> where it is another.</summary>
    internal long TreeOfEnvironment(ReadOnlySpan<byte> block)
    {
        long tree = 0;
        foreach (var range in block.Split((byte)0))
        {
            var entry = block[range];
            if (entry.StartsWith(_treePrefix) && long.TryParse(entry[_treePrefix.Length..], out var named))
            {
                return named;
            }
            if (entry.StartsWith(InstancePrefix))
            {
                tree = entry.SequenceEqual(_instanceEntry) ? Unclear : Stranger;
            }
        }
        return tree;
    }
}
