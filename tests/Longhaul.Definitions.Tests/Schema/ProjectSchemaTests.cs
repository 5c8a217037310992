using System.Text.Json;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Tests.Good;
using Longhaul.Definitions.Tests.Wrong;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Tests.Schema;

public sealed class ProjectSchemaTests
{
    /// <summary>What a schema cannot say: what hangs on other places of the file, on text within text, or on the environment.</summary>
    private static readonly HashSet<string> BeyondASchema =
    [
        "An empty command", "A program chosen by an input", "NUL in an argument", "A stall timeout longer than the timeout", "A queue that is not declared", "Variables that are not set",
        "A job that is not there", "With, but no job", "A need that is no step", "A circle of needs", "A step that needs itself", "One name for a job and a pipeline",
        "A step named like a job", "A tenant from nowhere", "A step that makes a job's silence longer than its time", "A unique job that would replace another at its limit",
        "A time that is none", "A time zone that is none", "Nothing of that name to run", "A step to run", "A queue for it that is not declared", "Input that its pipeline refuses",
        "Input that is not known then", "Several at once that would leave each other out",
        "A setting that no tenant has, and one that the only tenant of a pipeline lacks",
        "An encrypted job in a pipeline that is not, and a limit that would show something",
        "A question that would show an encrypted input, here or in a pipeline within", "Files to look at that could never be there",
        "A variable that is not set", "A secret that signs nothing",
    ];

    private static readonly JsonElement Schema = JsonElement.Parse(ProjectSchema.Text());

    public static TheoryData<string> GoodTitles { get; } = [.. GoodFiles.All.Keys];

    public static TheoryData<string, string> WrongTitles { get; } =
        [.. WrongFile.Tables.Where(table => table.Key is "jobs" or "pipelines" or "schedules" or "tenants" or "alerts" or "artifacts").SelectMany(table => table.Value.Where(item => !BeyondASchema.Contains(item.Title)).Select(item => (table.Key, item.Title)))];

    [Theory]
    [MemberData(nameof(GoodTitles))]
    public void A_good_file_is_valid(string title) => FirstFault(GoodFiles.All[title]).ShouldBeNull();

    [Theory]
    [MemberData(nameof(WrongTitles))]
    public void A_wrong_file_is_not_valid(string table, string title) =>
        FirstFault(WrongFile.Tables[table].Single(item => item.Title == title).Yaml).ShouldNotBeNull();

    [Theory]
    [MemberData(nameof(ExampleFolderTests.Examples), MemberType = typeof(ExampleFolderTests))]
    public void Every_example_is_valid(string file) => FirstFault(File.ReadAllText(file)).ShouldBeNull();

    [Fact]
    public void The_schema_has_the_keys_that_are_read_and_no_others()
    {
        Keys("root").ShouldBe(Keys(RootTable.Table));
        Keys("artifactKeys").ShouldBe(Keys(ArtifactTable.Table));
        Keys("queue").ShouldBe(Keys(QueueTable.Table));
        Keys("alert").ShouldBe(Keys(AlertTable.Table));
        Keys("tenant").ShouldBe(Keys(TenantTable.Table));
        Keys("job").ShouldBe(Keys(JobTable.Table));
        Keys("step").ShouldBe(Keys(StepTable.Table));
        Keys("pipeline").ShouldBe(Keys(PipelineTable.Table));
        Keys("input").ShouldBe(Keys(InputTable.Table));
        Keys("schedule").ShouldBe(Keys(ScheduleTable.Table));
        Keys("retry").ShouldBe(Keys(RetryTable.Table));
        Keys("concurrency").ShouldBe(Keys(ConcurrencyTable.Table));
        Keys("stepConcurrency").ShouldBe(Keys(ConcurrencyTable.Table).Where(key => !key.StartsWith("at_limit", StringComparison.Ordinal)));
        Keys("rate").ShouldBe(Keys(RateTable.Table));
        Keys("unique").ShouldBe(Keys(UniqueTable.Table));
    }

    private static string[] Keys(string definition) =>
        [.. Schema.GetProperty("$defs").GetProperty(definition).GetProperty("properties").EnumerateObject()
            .Select(key => key.Name).Order()];

    private static string[] Keys<T>(Table<T> table) where T : Keys, new() => [.. table.All.Select(key => key.Name).Order()];

    private static string? FirstFault(string yaml) =>
        new SchemaValidator(Schema).FirstFault(JsonElement.Parse(YamlJson.Of(YamlReader.Read(yaml, new Problems("x"))!)));
}
