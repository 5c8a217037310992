namespace Longhaul.Processes.Tests;

/// <summary>Tests whose subject is time run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
