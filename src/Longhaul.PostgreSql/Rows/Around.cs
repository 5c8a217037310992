using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Whether anything stands in other tables for a job, so that those without it never need to be asked.</summary>
internal sealed class Around
{
    public bool HasDependents { get; set; }

    public bool HasNeeds { get; set; }

    public static Around Read(Row row, int column) => new() { HasDependents = row.Bool(column), HasNeeds = row.Bool(column + 1) };
}
