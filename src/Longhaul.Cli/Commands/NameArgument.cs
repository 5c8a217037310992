using System.CommandLine;
using System.CommandLine.Completions;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Commands;

/// <summary>The name of a job or pipeline, completed from longhaul.yaml.</summary>
internal static class NameArgument
{
    public static Argument<string?> Create(CommandShell shell, ArgumentArity arity)
    {
        var name = new Argument<string?>("NAME") { Description = "A job or pipeline of longhaul.yaml", Arity = arity };
        name.CompletionSources.Add(context => Names(shell, context.ParseResult).Select(one => new CompletionItem(one)));
        return name;
    }

    private static IEnumerable<string> Names(CommandShell shell, ParseResult parsed)
    {
        try
        {
            var settings = shell.Settings(parsed);
            var project = ProjectReading.Read(shell.Place(parsed, settings).RequireFile(), shell.Environment);
            var steps = project.Pipelines.Values.SelectMany(pipeline => pipeline.Steps.Select(step => $"{pipeline.Name}.{step.Name}")).ToHashSet();
            return project.Pipelines.Keys.Concat(project.Kinds.Keys.Where(kind => !steps.Contains(kind))).Order(StringComparer.Ordinal);
        }
        catch (ConfigurationException)
        {
            return [];
        }
    }
}
