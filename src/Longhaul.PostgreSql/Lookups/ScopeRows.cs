using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql.Engine;
using Longhaul.PostgreSql.Rows;

namespace Longhaul.PostgreSql.Lookups;

/// <summary>What a job can refer to, and what the steps of a run published.</summary>
internal static class ScopeRows
{
    /// <summary>
    /// The columns that <see cref="JobRow"/> reads, but for what can be large of all that are not in the job's own line: a thousand items of a list that each
    /// read what a thousand before them were told and put out would be a million.
    /// </summary>
    public static string Columns { get; } = string.Join(", ", JobRow.ColumnsOf(null).Split(", ").Select(name => name switch
    {
        "input" => "case when line then input else 'null' end",
        "definition" or "checkpoint" or "edits" => $"case when line then {name} end",
        "output" => "case when line or @outputs is null or step = any(@outputs) then output end",
        _ => name,
    }));

    /// <summary>A row of <c>list_files</c>.</summary>
    public static StepFiles ReadFiles(Row row)
    {
        var (id, step, expanded) = (row.Long(0), row.Text(2), row.Bool(3));
        return expanded
            ? new StepFiles(id, step, null, null)
            : new StepFiles(id, step, new ArtifactPlace(row.Long(1), step, new AttemptRef(id, JobRow.ReadToken(row, 4)!.Value)), row.Text(6));
    }
}
