using System.Text;

namespace Longhaul.Processes;

/// <summary>How one worker's processes are told from all others, and its trees from each other.</summary>
internal sealed class TreeMarkers
{
    internal const string InstanceVariable = "LONGHAUL_INSTANCE";
    internal const string TreeVariable = "LONGHAUL_TREE";

    readonly byte[] _instanceEntry;
    readonly byte[] _treePrefix;

    internal TreeMarkers(string instanceId)
    {
        InstanceId = instanceId;
        InstanceTag = TreeTag.InstanceValue(instanceId);
        _instanceEntry = Encoding.UTF8.GetBytes($"{InstanceVariable}={instanceId}");
        _treePrefix = Encoding.UTF8.GetBytes($"{TreeVariable}={instanceId}:");
        // A worker inside another worker's tree keeps the outer mark on its children, or the outer worker would lose them.
        Tagging = !TreeTag.TryRead(Environment.ProcessId, out _);
    }

    internal string InstanceId { get; }

    internal ulong InstanceTag { get; }

    internal bool Tagging { get; }

    internal TreeTag TagOf(long tree) => new(InstanceTag, TreeTag.TreeValue(tree));

    internal string TreeVariableValue(long tree) => $"{InstanceId}:{tree}";

    /// <summary>The tree a process was tagged with, 0 for none of this instance.</summary>
    internal long TreeOfTag(int pid) =>
        TreeTag.TryRead(pid, out var tag) && tag.Instance == InstanceTag ? (long)(tag.Tree & ((1UL << 61) - 1)) : 0;

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
