using System.Text;

namespace Longhaul.Processes;

/// <summary>How one worker's processes are told from all others, and its trees from each other.</summary>
internal sealed class TreeMarkers
{
    internal const string InstanceVariable = "LONGHAUL_INSTANCE";
    internal const string TreeVariable = "LONGHAUL_TREE";

    readonly byte[] _instanceEntry;
    readonly byte[] _treePrefix;
    readonly bool _tagging;

    internal TreeMarkers(string instanceId)
    {
        InstanceId = instanceId;
        InstanceNumber = TreeTag.InstanceNumber(instanceId);
        _instanceEntry = Encoding.UTF8.GetBytes($"{InstanceVariable}={instanceId}");
        _treePrefix = Encoding.UTF8.GetBytes($"{TreeVariable}={instanceId}:");
        _tagging = !TagWindow.IsInsideAnotherTree();
    }

    internal string InstanceId { get; }

    /// <summary>The first ten digits of all its marks.</summary>
    internal long InstanceNumber { get; }

    /// <summary>The mark for a tree, or null inside another worker's tree.</summary>
    internal TreeTag? TagOf(long tree) => _tagging ? new TreeTag(InstanceNumber, tree) : null;

    internal string TreeVariableValue(long tree) => $"{InstanceId}:{tree}";

    /// <summary>The tree a process was tagged with, 0 for none of this instance.</summary>
    internal long TreeOfTag(int pid) =>
        TreeTag.TryRead(pid, out var tag) && tag.Instance == InstanceNumber ? tag.Tree : 0;

    /// <summary>The tree an environment block (entries separated by NUL) belongs to: 0 for none of this instance, -1 where the
    /// instance is this one but the tree was removed from it.</summary>
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
            if (entry.SequenceEqual(_instanceEntry))
            {
                tree = -1;
            }
        }
        return tree;
    }
}
