namespace Longhaul.Definitions.Tests;

public sealed class ProjectFileTests : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("longhaul-file-");

    private string File => Path.Combine(_folder.FullName, ProjectFile.Name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_may_be_named_instead_of_its_folder()
    {
        var other = Path.Combine(_folder.FullName, "other.yaml");
        System.IO.File.WriteAllText(other, "jobs: { a: { command: [true] } }\n");

        var project = ProjectFile.Load(other, NoEnvironment);

        (project.Folder, project.Name).ShouldBe((_folder.FullName, _folder.Name));
    }

    [Fact]
    public void A_problem_names_the_file_that_was_read()
    {
        var other = Path.Combine(_folder.FullName, "other.yaml");
        System.IO.File.WriteAllText(other, "job: {}\n");

        Refusal(other).ShouldBe("other.yaml:1:1: `job` is no key of a definition; did you mean `jobs`?");
    }

    [Fact]
    public void A_folder_without_a_definition_is_refused() =>
        Refusal(_folder.FullName).ShouldBe($"longhaul.yaml: there is no such file in {_folder.FullName}; go to the project's folder, or write one with `longhaul init`");

    [Fact]
    public void A_file_with_the_other_ending_is_found_and_told()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "longhaul.yml"), "jobs: {}\n");

        Refusal(_folder.FullName).ShouldEndWith("; rename longhaul.yml to longhaul.yaml");
    }

    [Fact]
    public void A_folder_of_that_name_is_refused()
    {
        Directory.CreateDirectory(File);

        Refusal(_folder.FullName).ShouldBe($"longhaul.yaml: this is a folder, not a file: {File}");
    }

    [Fact]
    public void A_file_beneath_a_file_is_refused()
    {
        System.IO.File.WriteAllText(File, "");

        Refusal(Path.Combine(File, "longhaul.yaml")).ShouldStartWith("longhaul.yaml: there is no such file in ");
    }

    [Fact]
    public void No_more_than_fifty_problems_are_told()
    {
        System.IO.File.WriteAllText(File, string.Concat(Enumerable.Range(0, 200).Select(number => $"k{number}: 1\n")));

        Should.Throw<DefinitionException>(() => ProjectFile.Load(File, NoEnvironment)).Problems.Count.ShouldBe(50);
    }

    [Fact]
    public void Problems_are_told_in_the_order_of_the_file_each_with_its_place()
    {
        System.IO.File.WriteAllText(File, "jobs:\n  a: { command: [true], queue: x, timeout: 5 }\nnmae: y\n");

        var problems = Should.Throw<DefinitionException>(() => ProjectFile.Load(File, NoEnvironment)).Problems;

        problems.Select(problem => (problem.File, problem.Line, problem.Column)).ShouldBe(
            [("longhaul.yaml", 2, 32), ("longhaul.yaml", 2, 44), ("longhaul.yaml", 3, 1)]);
    }

    [Fact]
    public void No_message_shows_an_address_with_its_password_or_a_value_of_the_environment()
    {
        const string Yaml = """
            store: "postgres://user:pass-word@host/${MISSING}?x=${SECRET}"
            jobs:
              a: { command: [true], env: { A: "${SECRET}${MISSING}", B: [1], C: "${SECRET}{{ input.x" }, queue: x }
            """;

        var message = string.Join('\n', Given.Problems(Yaml, ("SECRET", "pass-word")));

        message.Split('\n').Length.ShouldBe(5);
        message.ShouldNotContain("pass-word");
    }

    private static string Refusal(string path) =>
        Should.Throw<DefinitionException>(() => ProjectFile.Load(path, NoEnvironment)).Message;
}
