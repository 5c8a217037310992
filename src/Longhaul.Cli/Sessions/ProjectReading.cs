using Longhaul.Core.Pipelines;
using Longhaul.Definitions;

namespace Longhaul.Cli.Sessions;

/// <summary>Reads longhaul.yaml.</summary>
internal static class ProjectReading
{
    /// <exception cref="ConfigurationException">The file is wrong; every problem a line.</exception>
    public static ProjectDefinition Read(string file, IReadOnlyDictionary<string, string> environment)
    {
        try
        {
            return ProjectFile.Load(file, environment);
        }
        catch (DefinitionException e)
        {
            throw new ConfigurationException([.. e.Problems.Select(problem => problem.ToString())]);
        }
    }

    /// <summary>Only the file's <c>store:</c>.</summary>
    public static string? ReadStore(string file, IReadOnlyDictionary<string, string> environment) => Read(file, environment).Store;

    /// <summary>A project that defines nothing, for commands that only look.</summary>
    public static ProjectDefinition Nothing(string folder) => new()
    {
        Name = "",
        Folder = folder,
        Queues = new Dictionary<string, QueueDefinition>(),
        Kinds = new Dictionary<string, JobKind>(),
        Pipelines = new Dictionary<string, PipelineDefinition>(),
    };
}
