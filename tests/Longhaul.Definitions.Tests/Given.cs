using Longhaul.Core.Pipelines;

namespace Longhaul.Definitions.Tests;

/// <summary>Writes a definition to a folder of its own and reads it.</summary>
internal static class Given
{
    public static ProjectDefinition Project(string yaml, params (string Name, string Value)[] environment)
    {
        var folder = Directory.CreateTempSubdirectory("longhaul-definitions-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, ProjectFile.Name), yaml);
            return ProjectFile.Load(folder.FullName, environment.ToDictionary(item => item.Name, item => item.Value));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static IReadOnlyList<string> Problems(string yaml, params (string Name, string Value)[] environment) =>
        [.. Should.Throw<DefinitionException>(() => Project(yaml, environment)).Problems.Select(problem => problem.ToString())];
}
