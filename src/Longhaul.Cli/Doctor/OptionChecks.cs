using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Doctor;

/// <summary>
/// Finds values that a program could take for an option: alone as an argument, with no <c>--</c> before them, and free to begin with a
/// dash. What follows the project's own script, or the text of <c>sh -c</c>, is left alone: no foreign program reads it.
/// </summary>
internal static class OptionChecks
{
    private const int MostNamed = 3;

    private static readonly string[] Shells = ["sh", "bash", "dash", "zsh", "ksh"];

    public static IEnumerable<Finding> Run(ProjectDefinition project)
    {
        var steps = project.Pipelines.Values.SelectMany(pipeline => pipeline.Steps.Select(step => (step.Kind, Pipeline: (PipelineDefinition?)pipeline)));
        var jobs = project.Kinds.Values.Select(kind => (Kind: kind, Pipeline: (PipelineDefinition?)null));
        var found = steps.Concat(jobs).DistinctBy(one => one.Kind.Name)
            .SelectMany(one => Open(one.Kind, one.Pipeline).Select(argument => $"{one.Kind.Name} ({argument})")).ToArray();
        if (found.Length > 0)
        {
            var more = found.Length > MostNamed ? $" and {found.Length - MostNamed} more" : "";
            yield return Finding.Warning(
                "arguments",
                $"a value that begins with - would be read as an option: {string.Join(", ", found.Take(MostNamed))}{more}",
                "put \"--\" before it where the program knows that, or write it with its option, as --name={{ … }}, or limit the input by a pattern");
        }
    }

    private static IEnumerable<string> Open(JobKind kind, PipelineDefinition? pipeline)
    {
        if (kind.Command is not { Shell: null } command)
        {
            return [];
        }

        return command.Arguments.Skip(1).Take(Guarded(command.Arguments) - 1)
            .Where(argument => Template.Parse(argument).Single is { } path && MayBeginWithDash(path, command.With is null ? pipeline : null));
    }

    // Where the arguments that the program itself reads end.
    private static int Guarded(IReadOnlyList<string> arguments)
    {
        for (var i = 1; i < arguments.Count; i++)
        {
            var isText = arguments[i - 1] == "-c" && Shells.Contains(Path.GetFileName(arguments[0]));
            if (arguments[i] == "--" || isText || ToolChecks.IsScript(arguments[i]))
            {
                return i;
            }
        }

        return arguments.Count;
    }

    private static bool MayBeginWithDash(TemplatePath path, PipelineDefinition? pipeline)
    {
        if (path.Root is "run" or "job")
        {
            return false;
        }

        var field = path is { Root: "input", Segments: [_, var name] } ? pipeline?.Input.FirstOrDefault(one => one.Name == name) : null;
        return field is null || !Bounded(field);
    }

    private static bool Bounded(InputField field) =>
        field.Pattern is not null
        || (field.OneOf.Count > 0 && !field.OneOf.Any(one => one.StartsWith('-')))
        || field.Type switch
        {
            InputType.String => false,
            InputType.Integer or InputType.Number => field.Min >= 0,
            _ => true,
        };
}
