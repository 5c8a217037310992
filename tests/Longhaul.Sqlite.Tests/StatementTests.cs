using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Tests;

/// <summary>The statements themselves.</summary>
public sealed class StatementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> All => new(SqlText.List("")
        .Where(name => !name.StartsWith("Migrations/", StringComparison.Ordinal) && name != "Meta/create"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Claims/list_ready", "longhaul_jobs_ready")]
    [InlineData("Claims/find_ready_crashed", "longhaul_jobs_ready_crashed")]
    [InlineData("Claims/list_ready_lane", "longhaul_jobs_ready")]
    [InlineData("Claims/list_heads", "longhaul_jobs_ready")]
    [InlineData("Line/end", "longhaul_jobs_line")]
    [InlineData("Line/pass_over", "longhaul_jobs_ready")]
    [InlineData("Upkeep/list_due", "longhaul_jobs_due")]
    [InlineData("Queries/list_jobs", "INTEGER PRIMARY KEY")]
    [InlineData("Slots/count_held", "longhaul_slots_held")]
    [InlineData("Jobs/list_unsatisfied_children", "longhaul_jobs_parent")]
    public async Task A_hot_statement_reads_its_index_in_order_and_sorts_nothing(string name, string index)
    {
        await using var store = await _folder.OpenAsync();
        using var db = new StoreFile(_folder.Database).Open();
        var plan = db.Text("explain query plan " + SqlText.Read(name)).All(row => row.Text(3));
        plan.ShouldContain(step => step.Contains(index));
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE"));
    }

    [Fact]
    public async Task Every_statement_fits_the_schema()
    {
        await using var store = await _folder.OpenAsync();
        using var db = new StoreFile(_folder.Database).Open();
        foreach (var name in All.Select(row => row.Data))
        {
            Should.NotThrow(() => db.Sql(name), name);
        }
    }

    [Fact]
    public async Task Text_comes_back_as_it_was_with_nul_characters_and_all()
    {
        await using var store = await _folder.OpenAsync();
        using var db = new StoreFile(_folder.Database).Open();
        const string text = "a\0b – ü 😀 \r\n";
        db.Text("select @text").Set("@text", text).First(row => row.Text(0)).ShouldBe(text);
        db.Text("select @text").Set("@text", "").First(row => row.TextOrNull(0)).ShouldBe("");
        db.Text("select @text").First(row => row.TextOrNull(0)).ShouldBeNull();
    }
}
