namespace Longhaul.Cli.Output;

/// <summary>Many ids in few words.</summary>
internal static class IdRanges
{
    /// <summary>Such as <c>job 7</c>, or <c>jobs 3-9, 12</c>: in their order, neighbours joined.</summary>
    public static string Show(IReadOnlyList<long> ids)
    {
        var ranges = new List<(long First, long Last)>();
        foreach (var id in ids)
        {
            if (ranges.Count > 0 && ranges[^1].Last == id - 1)
            {
                ranges[^1] = (ranges[^1].First, id);
            }
            else
            {
                ranges.Add((id, id));
            }
        }

        var shown = ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}");
        return (ids.Count == 1 ? "job " : "jobs ") + string.Join(", ", shown);
    }
}
