namespace Longhaul.Definitions.Tests;

public sealed class ExampleFolderTests
{
    public static TheoryData<string> Examples { get; } =
        [.. Directory.GetFiles(Path.Combine(RepositoryRoot(), "examples"), ProjectFile.Name, SearchOption.AllDirectories)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_read_without_any_environment(string file) =>
        Should.NotThrow(() => ProjectFile.Load(file, new Dictionary<string, string>()));

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "longhaul.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not within the repository");
        }

        return folder;
    }
}
