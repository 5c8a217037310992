namespace Longhaul.Definitions;

/// <summary>A definition cannot be used; holds everything that was found, in the order of the file.</summary>
public sealed class DefinitionException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="problems">At least one.</param>
    public DefinitionException(IReadOnlyList<DefinitionProblem> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }
}
