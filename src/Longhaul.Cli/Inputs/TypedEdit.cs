using Longhaul.Cli.Sessions;
using Longhaul.Core.Edits;

namespace Longhaul.Cli.Inputs;

/// <summary>A change as it was typed.</summary>
/// <param name="Input">Members of the input, <c>name=value</c>.</param>
/// <param name="Output">Members of the output.</param>
/// <param name="Source">A file with members, <c>-</c> for standard input; null for none.</param>
/// <param name="Of">Which of the two the file is for.</param>
internal sealed record TypedEdit(IReadOnlyList<string> Input, IReadOnlyList<string> Output, string? Source, string? Of)
{
    /// <summary>Which value, and the members as a JSON object.</summary>
    /// <exception cref="UsageException">Nothing, or both, or what is no member.</exception>
    public (EditPart Part, string Members) Read(StoreSession session, JobRecord job)
    {
        if ((Source is null) != (Of is null))
        {
            throw new UsageException("--from-file: say which it is for, --of input or --of output");
        }

        var (isInput, isOutput) = (Input.Count > 0 || Of == "input", Output.Count > 0 || Of == "output");
        if (isInput == isOutput)
        {
            throw new UsageException(
                isInput ? "--input and --output: change one of them at a time" : "nothing to change; say --input NAME=VALUE, --output NAME=VALUE or --from-file FILE");
        }

        var (option, fields) = isInput ? ("--input", Input) : ("--output", Output);
        // Only a run's own input is declared: what a step puts out is JSON if it parses, else text.
        var declaredBy = isInput && job is { IsContainer: true, ParentId: null } ? job.Kind : "";
        return (isInput ? EditPart.Input : EditPart.Output, InputText.Object(fields, Source, session, declaredBy, option, "--from-file"));
    }
}
