namespace Longhaul.Definitions;

/// <summary>Something that is wrong with a definition.</summary>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Column">From 1; 0 where the whole file is meant.</param>
/// <param name="Message">What is wrong, with which value, and what to do.</param>
public sealed record DefinitionProblem(string File, int Line, int Column, string Message)
{
    /// <summary>As one line: <c>longhaul.yaml:12:5: message</c>.</summary>
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : $"{File}:{Line}:{Column}: {Message}";
}
