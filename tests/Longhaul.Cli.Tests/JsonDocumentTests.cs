using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Longhaul.Cli.Json;

namespace Longhaul.Cli.Tests;

public sealed class JsonDocumentTests
{
    [Fact]
    public void Every_field_of_the_JSON_is_documented()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs/command-line.md"));
        JsonTypeInfo[] types =
        [
            JsonOutput.Types.JobJson, JsonOutput.Types.JobDetailJson, JsonOutput.Types.AttemptJson, JsonOutput.Types.ErrorJson,
            JsonOutput.Types.WorkerJson, JsonOutput.Types.QueueJson, JsonOutput.Types.TenantJson, JsonOutput.Types.AuditJson, JsonOutput.Types.AuditVerdictJson, JsonOutput.Types.CostSumJson, JsonOutput.Types.PauseJson, JsonOutput.Types.LogJson, JsonOutput.Types.FindingJson,
            JsonOutput.Types.BenchJson,
        ];
        types.SelectMany(type => type.Properties).Select(property => property.Name).Where(name => !text.Contains($"`{name}`")).ShouldBeEmpty();
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath("../..", Path.GetDirectoryName(here)!);
}
